/**
 * `npm run rules` writes docs/rules.md from the rules of the library and their wrong programs; with `-- --check` it
 * writes nothing and exits 1 when the file is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import "../lib";
import { knownRules } from "../lib/core/rule";
import { rulesPage } from "./rules-page";

const PAGE = "docs/rules.md";
const CORPUS = "test/refusals";

async function main(given: readonly string[]): Promise<void> {
  if (given.some((argument) => argument !== "--check")) {
    throw new Error("npm run rules [-- --check]: it takes nothing else.");
  }
  const options = await resolveConfig(PAGE);
  const page = await format(rulesPage(knownRules(), CORPUS), { ...options, filepath: PAGE });
  if (given.length === 0) {
    writeFileSync(PAGE, page);
    console.log(`${PAGE} has ${knownRules().length} rules`);
  } else if (!existsSync(PAGE) || readFileSync(PAGE, "utf8") !== page) {
    console.error(`${PAGE} is not what the rules say: run \`npm run rules\` and commit it.`);
    process.exitCode = 1;
  } else {
    console.log(`${PAGE} is what the ${knownRules().length} rules say.`);
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
