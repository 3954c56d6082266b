import { readFileSync } from "node:fs";
import { ConnectivityHub, DomainAccess, Environment, Holding, OperatorKind, Tier } from "../../lib";
import { resources, stackUnderTest } from "../support/stack";

const LINK = "0a0a0a0a-0000-4000-8000-000000000001";
const KEYS = "0a0a0a0a-0000-4000-8000-000000000002";
const SUBSCRIPTION = "1a2b3c4d-0000-4000-8000-000000000002";
const definition = (uuid: string) =>
  `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${uuid}`;
const principal = (last: number) => `d0d0d0d0-0000-4000-8000-00000000000${last}`;

const contoso = new Holding({
  name: "contoso",
  location: "westeurope",
  roles: { linkRuntime: LINK, readRuntimeKeys: KEYS },
});
const retail = contoso.addSubsidiary("retail", {
  productionSubscriptionId: SUBSCRIPTION,
  productionDeployer: { principalId: principal(1), addresses: ["203.0.113.10"] },
});
const munich = retail.addSite("munich", {
  egressAddresses: ["198.51.100.0/28"],
  operators: [{ principalId: principal(2) }, { principalId: principal(3), kind: OperatorKind.MACHINE }],
});
const salesforce = retail.addDomain("salesforce", { productionDeployer: { principalId: principal(4) } });
munich.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });

describe("roles of the tenant's own", () => {
  test("are given by the IDs of their definitions, and Contributor on the runtime is not", () => {
    const access = stackUnderTest("access");
    new DomainAccess(access, "Access", { plan: salesforce.planFor(Environment.PROD) });
    const onRuntime = resources(access, "azurerm_role_assignment").filter(({ scope }) =>
      String(scope).endsWith("/integrationRuntimes/retail-production-ir"),
    );
    expect(onRuntime.map((given) => [given.role_definition_id, given.role_definition_name])).toEqual([
      [definition(LINK), undefined],
    ]);
  });

  test("let people who install nodes read the runtime's keys, and no machine", () => {
    const hub = stackUnderTest("hub");
    new ConnectivityHub(hub, "Hub", { plan: retail.hubFor(Tier.PRODUCTION) });
    const byId = resources(hub, "azurerm_role_assignment").filter(({ role_definition_id: id }) => id !== undefined);
    expect(byId.map((given) => [given.principal_id, given.role_definition_id])).toEqual([
      [principal(2), definition(KEYS)],
    ]);
  });

  test.each([
    ["link-runtime", "linkedIntegrationRuntime/action"],
    ["read-runtime-keys", "listauthkeys/action"],
  ])("come as a definition in the package: %s", (name, action) => {
    const role = JSON.parse(readFileSync(`roles/${name}.json`, "utf8")) as Record<string, unknown>;
    expect(role).toMatchObject({
      IsCustom: true,
      DataActions: [],
      AssignableScopes: ["/subscriptions/SUBSCRIPTION_ID"],
    });
    expect(role.Actions).toContain(`Microsoft.DataFactory/factories/integrationruntimes/${action}`);
    expect(role.Actions).toHaveLength(2);
    expect((JSON.parse(readFileSync("package.json", "utf8")) as { files: string[] }).files).toContain("roles");
  });
});
