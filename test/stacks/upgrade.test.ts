import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SynthesizedStack, lostSince, readBaseline, replacedSaid, typeOf } from "../../tools/baseline-file";
import { exampleApp, templatesOf } from "../support/example";

test("whatever changed its logical ID since the last release has moved, or stands in the CHANGELOG", () => {
  const now = templatesOf(exampleApp()) as Record<string, SynthesizedStack | undefined>;
  const said = replacedSaid();
  const lost = Object.entries(readBaseline().stacks).flatMap(([name, then]) =>
    lostSince(then, now[name] ?? {})
      .filter((address) => !said.has(typeOf(then, address)))
      .map((address) => `${name}: ${address}`),
  );
  expect(lost).toEqual([]);
});

test("the last release is kept without anything of the machine that synthesized it", () => {
  const stacks = Object.entries(readBaseline().stacks);
  expect(stacks.filter(([, { terraform }]) => terraform?.backend !== undefined).map(([name]) => name)).toEqual([]);
  expect(stacks.filter(([, stack]) => JSON.stringify(stack).includes(".tfstate")).map(([name]) => name)).toEqual([]);
});

test("a resource is lost unless it has its logical ID still, or says which one it had", () => {
  const then = { resource: { azurerm_data_factory: { Domain_1: {} }, azapi_resource: { Part_1: {} } } };
  expect(lostSince(then, then)).toEqual([]);
  const renamed = { resource: { azurerm_data_factory: { Domain_1: {} }, azapi_resource: { Part_2: {} } } };
  expect(lostSince(then, renamed)).toEqual(["azapi_resource.Part_1"]);
  const moved = [{ from: "azapi_resource.Part_1", to: "azapi_resource.Part_2" }];
  expect(lostSince(then, { ...renamed, moved })).toEqual([]);
});

test("the CHANGELOG says of each type that is replaced why, and of what is released already nothing that counts", () => {
  const text = (section: string) =>
    `# Changelog\n\n## Unreleased\n\n- A line with \`code\`: this.\n\n${section}\n## 0.1.0\n\n### What an upgrade replaces\n\n- \`b\`: then.\n`;
  const said = replacedSaid(
    text("### What an upgrade replaces\n\n- `azurerm_a`: its name\n  is longer.\n- `x`: why.\n"),
  );
  expect([...said]).toEqual([
    ["azurerm_a", "its name\n  is longer."],
    ["x", "why."],
  ]);
  expect([...replacedSaid(text(""))]).toEqual([]);
  const own = readFileSync(join(__dirname, "../../CHANGELOG.md"), "utf8");
  expect(own).toContain("### What an upgrade replaces");
});
