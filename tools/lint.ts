/** `npm run lint`: every check runs, also when another has failed; exits 1 when any did. */
import { spawn } from "node:child_process";
import { filesBelow } from "./files";

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: string[];
  /** What to say when the command does not exist. */
  readonly missing?: string;
}

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

const checks: Check[] = [
  { name: "eslint", command: "eslint", args: ["--max-warnings", "0", "."] },
  { name: "prettier", command: "prettier", args: ["--check", "--log-level", "warn", "."] },
  {
    name: "shellcheck",
    command: "shellcheck",
    args: [".ci/run", ...["lib", "tools"].flatMap(filesBelow).filter((file) => file.endsWith(".sh"))],
    missing:
      "shellcheck is not installed. Debian, Ubuntu: `apt-get install shellcheck`; macOS: `brew install shellcheck`; " +
      "others: https://github.com/koalaman/shellcheck#installing",
  },
  { name: "tsc", command: "tsc", args: ["--noEmit", "--pretty"] },
];

function run(check: Check): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(check.command, check.args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "ENOENT" && check.missing !== undefined ? check.missing : error.message;
      resolve({ name: check.name, passed: false, output: `${reason}\n` });
    });
    child.on("close", (code) => resolve({ name: check.name, passed: code === 0, output }));
  });
}

async function main(): Promise<void> {
  const outcomes = await Promise.all(checks.map(run));
  for (const { name, passed, output } of outcomes) {
    console.log(`${passed ? "ok    " : "FAILED"} ${name}`);
    if (!passed) {
      console.log(output);
    }
  }
  process.exitCode = outcomes.every((outcome) => outcome.passed) ? 0 : 1;
}

void main();
