/**
 * Lints texts as if they stood at given paths: reads `[{ path, text }]` from stdin, writes a list of rule names for each
 * to stdout. A process of its own, since ESLint imports its configuration in a way that jest's module system refuses.
 * Rules that need types are left out: the paths need not exist.
 */
import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
const findings = [];
for (const { path, text } of JSON.parse(readFileSync(0, "utf8"))) {
  const results = await eslint.lintText(text, { filePath: path });
  findings.push(results.flatMap((result) => result.messages).map((message) => message.ruleId ?? message.message));
}
process.stdout.write(JSON.stringify(findings));
