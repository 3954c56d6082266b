/**
 * `npm run ports` prints where every port of every stack leads; with `-- --check FILE…` it prints what is wrong with
 * azbridge's profiles that somebody edited, and exits 1 if anything is.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Profile } from "../lib/tunnel/profile-check";
import { contoso } from "../stacks/example-holding";
import { editViolations } from "./edited-profiles";
import { portRows, portTable } from "./port-table";

const [option, ...files] = process.argv.slice(2);

if (option === undefined) {
  portTable(portRows(contoso)).forEach((line) => console.log(line));
} else if (option === "--check" && files.length > 0) {
  const profiles = Object.fromEntries(files.map((file) => [file, profileIn(file)]));
  const violations = editViolations(profiles, contoso.hubPlans);
  violations.forEach((violation) => console.error(violation));
  if (violations.length === 0) {
    console.log("Both ends agree.");
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
} else {
  console.error("npm run ports, or npm run ports -- --check FILE…");
  process.exitCode = 2;
}

/** The parser's own message is not shown: it has a part of the file in it, and so perhaps a key. */
function profileIn(file: string): Profile {
  try {
    return parse(readFileSync(file, "utf8")) as Profile;
  } catch {
    console.error(`${file}: cannot be read as YAML.`);
    return {};
  }
}
