/**
 * `npm run test:group [-- [--install] [--repeat <times>] <jest's arguments>]`: looks for what the suite stands on, then
 * runs it in namespaces of its own. With `--install` it only looks, and installs dbt's releases, which the suite would do.
 * Repeated, it goes on after a run that failed, and says at the end how many did.
 */
import { runInNamespaces } from "../support/aci/namespaces";
import { prerequisites } from "../support/onprem/prerequisites";

const JEST = [process.execPath, require.resolve("jest/bin/jest"), "--config", "jest.group.config.js"];

async function main(): Promise<number> {
  const given = process.argv.slice(1 + 1);
  const option = given.indexOf("--repeat");
  const times = option === -1 ? 1 : Number(given.splice(option, 1 + 1)[1]);
  if (!(Number.isInteger(times) && times > 0)) {
    console.error("--repeat takes a number of runs: npm run test:group -- --repeat 20");
    return 1;
  }
  const { missing, environment } = await prerequisites();
  if (missing.length > 0) {
    console.error(`npm run test:group cannot run here; missing:\n${missing.map((one) => `- ${one}`).join("\n")}`);
    return 1;
  }
  if (given.includes("--install")) {
    console.log("Everything that the suite stands on is here.");
    return 0;
  }
  const run = () => runInNamespaces([...JEST, ...given], { ...environment, GROUP_SUITE: "1", CHECKPOINT_DISABLE: "1" });
  return times === 1 ? run() : await repeated(times, run);
}

async function repeated(times: number, run: () => Promise<number>): Promise<number> {
  const verdicts: string[] = [];
  let failed = 0;
  for (let number = 1; number <= times; number++) {
    const began = performance.now();
    const code = await run();
    failed += code === 0 ? 0 : 1;
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    verdicts.push(
      `run ${number} of ${times}: ${code === 0 ? "passed" : `FAILED (exit code ${code})`} after ${seconds} s`,
    );
    console.log(`\n=== ${verdicts[verdicts.length - 1]}\n`);
  }
  console.log([...verdicts, `${times - failed} of ${times} runs passed`].join("\n"));
  return failed === 0 ? 0 : 1;
}

void main().then((code) => process.exit(code));
