import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider, Environment, Holding, HoldingProps, SourceDomain } from "../../lib";
import { domainUnderTest, holdingUnderTest, subsidiaryUnderTest } from "../support/plan";

const [OURS, OTHER] = [1, 2].map((number) => `7e0a5c1e-0000-4000-8000-00000000000${number}`);

interface Tenants {
  readonly azurerm?: string;
  readonly azapi?: string;
}

/** What is wrong with the domains of a holding in stacks with these providers, one for each environment, of one App. */
function wrongIn(holding: Holding, stacks: Partial<Record<"PLAY" | "PROD", Tenants>>, app = new App()): unknown[] {
  const salesforce = domainUnderTest({}, subsidiaryUnderTest({}, holding));
  return Object.entries(stacks).flatMap(([environment, { azurerm, azapi }]) => {
    const plan = salesforce.planFor(Environment[environment as "PLAY" | "PROD"]);
    const stack = new TerraformStack(app, `${holding.name}-${plan.stackName}`);
    new AzurermProvider(stack, "azurerm", { features: [{}], tenantId: azurerm });
    new AzapiProvider(stack, "azapi", { tenantId: azapi });
    return new SourceDomain(stack, "Domain", { plan }).node.validate();
  });
}

const planning = (props: Partial<HoldingProps> = {}) => holdingUnderTest(props);
const refused = (said: string) => [
  expect.stringContaining(`[holding/one-tenant] given a provider of ${OTHER}, where ${said} says ${OURS}.`),
];

describe("the providers of a holding", () => {
  test("may say its tenant, in any case, or none", () => {
    const stacks = { PLAY: { azurerm: OURS.toUpperCase() }, PROD: { azurerm: OURS, azapi: OURS } };
    expect(wrongIn(planning({ tenantId: OURS }), stacks)).toEqual([]);
    expect(wrongIn(planning(), stacks)).toEqual([]);
  });

  test("fail if one says another than the plan, once for all that say so", () => {
    const stacks = { PLAY: { azapi: OURS }, PROD: { azurerm: OTHER, azapi: OTHER } };
    expect(wrongIn(planning({ tenantId: OURS }), stacks)).toEqual(refused("the plan"));
  });

  test.each<[string, Partial<Record<"PLAY" | "PROD", Tenants>>]>([
    ["of the same stack", { PROD: { azurerm: OURS, azapi: OTHER } }],
    ["of another stack of the App", { PLAY: { azurerm: OURS }, PROD: { azapi: OTHER } }],
  ])("fail without a plan of it if one says another than one %s", (_, stacks) => {
    expect(wrongIn(planning(), stacks)).toEqual(refused("another one"));
  });

  test("are no concern of another holding's in the same App", () => {
    const app = new App();
    expect(wrongIn(planning(), { PROD: { azurerm: OURS } }, app)).toEqual([]);
    expect(wrongIn(planning({ name: "fabrikam" }), { PROD: { azurerm: OTHER } }, app)).toEqual([]);
  });
});
