import { KindOfStack, kindsOfStacks } from "../../test/support/kinds-of-stacks";
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

/** What azapi writes, held against Microsoft's own client. */
const checked = (stacks: readonly KindOfStack[]) =>
  stacks.flatMap(({ name: stack, template }) =>
    Object.entries(template.resource?.azapi_resource ?? {}).flatMap(([id, { type, body, location, tags }]) => {
      const azureType = String(type).split("@")[0];
      const beside = Object.entries({ location, tags }).filter(([, value]) => value !== undefined);
      const whole = { ...Object.fromEntries(beside), ...(body as Values) } as Values;
      const found = checkBody(azureType, whole);
      return found === undefined ? [] : [{ ...found, azureType, at: `${stack}: ${id}`, whole }];
    }),
  );

let bodies: ReturnType<typeof checked>;
beforeAll(() => (bodies = checked(kindsOfStacks())));

it("holds every body of the examples and of the guide's job against Microsoft's models: nothing is wrong", () => {
  const wrong = bodies.flatMap(({ at, violations }) => violations.map(({ path, what }) => `${at}: ${path}: ${what}`));
  expect(wrong).toEqual([]);
  expect([...new Set(bodies.map(({ azureType }) => azureType))].sort()).toEqual(expect.arrayContaining(TYPES));
  expect(bodies.length).toBeGreaterThan(100);
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
