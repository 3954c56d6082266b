import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { edited } from "../../test/lives/edits";
import { lifeOf } from "../../test/lives/life";
import { programOf } from "../../test/lives/program";
import { KindOfStack, kindsOfStacks } from "../../test/support/kinds-of-stacks";
import { checkedBodies } from "../../test/support/models";
import { Template } from "../../test/support/stack";
import { FREE, checkBody } from "../src/models";
import type { Values } from "../src/provider/value";

/** Types whose package Microsoft has, and that the examples write. */
const TYPES = [
  "Microsoft.DataFactory/factories/datasets",
  "Microsoft.DataFactory/factories/integrationRuntimes",
  "Microsoft.DataFactory/factories/linkedservices",
  "Microsoft.DataFactory/factories/pipelines",
  "Microsoft.Relay/namespaces",
  "Microsoft.Relay/namespaces/hybridConnections/authorizationRules",
];

/** What azapi writes in some stacks, held against Microsoft's own client. */
const checked = (stacks: readonly Pick<KindOfStack, "name" | "template">[]) =>
  stacks.flatMap(({ name: stack, template }) => checkedBodies(template).map((body) => ({ ...body, stack })));

const wrongOf = (found: ReturnType<typeof checked>) =>
  found.flatMap(({ stack, address, violations }) =>
    violations.map(({ path, what }) => `${stack}: ${address}: ${path}: ${what}`),
  );

let bodies: ReturnType<typeof checked>;
beforeAll(() => (bodies = checked(kindsOfStacks())));

it("holds every body of the examples and of the guide's job against Microsoft's models: nothing is wrong", () => {
  expect(wrongOf(bodies)).toEqual([]);
  expect([...new Set(bodies.map(({ azureType }) => azureType))].sort()).toEqual(expect.arrayContaining(TYPES));
  expect(bodies.length).toBeGreaterThan(100);
});

it.each([1, 2, 3, 4, 5, 6])("holds every body of the life of seed %d, as it began and as it ended", (seed) => {
  const { start, edits } = lifeOf(seed);
  for (const model of [start, edited(start, edits)]) {
    const { app } = programOf(model, mkdtempSync(join(tmpdir(), "life-")));
    const stacks = app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
    const found = checked(stacks.map((stack) => ({ name: stack.node.id, template: stack.toTerraform() as Template })));
    expect(wrongOf(found)).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  }
});

it("prints of which properties nobody has said yet what texts they can have", () => {
  const open = new Set(bodies.flatMap(({ texts }) => texts).filter((text) => !FREE.test(text)));
  console.log(`Texts that are not looked at:\n${[...open].sort().join("\n")}`);
  expect([...open]).not.toContain("WebActivity.typeProperties.method");
});

it("finds what is wrong in a body of the examples", () => {
  const [{ azureType, whole }] = bodies.filter(({ whole: { properties } }) => "activities" in (properties as Values));
  const { properties } = whole as { properties: Values };
  const wrong = { properties: { ...properties, activities: [{ name: "Start", type: "WebActvity" }] } };
  expect(checkBody(azureType, wrong)!.violations).toMatchObject([{ kind: "discriminator" }]);
});
