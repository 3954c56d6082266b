import { readFileSync } from "node:fs";
import "../../lib";
import { knownRules } from "../../lib/core/rule";

const page = readFileSync("docs/traps.md", "utf8");

test("every rule that traps.md names is one", () => {
  const named = [...page.matchAll(/\| `([a-z-]+\/[a-z-]+)` *\|/g)].map(([, id]) => id);
  const ids = knownRules().map(({ props }) => props.id);
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});

test("every row of traps.md names the rule that refuses it", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("| ") && !/^\| (?:what one writes|-+) /.test(line));
  expect(rows.filter((row) => !/\| `[a-z-]+\/[a-z-]+` *\|/.test(row))).toEqual([]);
});
