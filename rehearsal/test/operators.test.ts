import { Configuration } from "../src/terraform";
import {
  HUB,
  LISTENER,
  LISTENER_BY_KEY,
  OPERATORS,
  SALES,
  SALES_ACCESS,
  Stage,
  applied,
  block,
  without,
} from "./support/stage";

const ROLE = "azurerm_role_assignment";

const stage = new Stage();
afterAll(() => stage.clear());

/** What came of what operators did at a hub that is applied like this. */
async function onSite(edit: (configuration: Configuration) => void) {
  const rehearsal = stage.rehearsal([HUB]);
  rehearsal.stack(HUB).change(edit);
  await applied(rehearsal.stack(HUB));
  rehearsal.world.clock.advance(600); // they come when their rights count
  const { code, output } = rehearsal.onSite();
  return { code, output, rules: rehearsal.world.events.refusals.map(({ rule }) => rule) };
}

/** Takes the role of somebody on something out. */
function roleless(configuration: Configuration, principalId: string, what: string): void {
  const isIt = ({ principal_id: id, scope }: Record<string, unknown>): boolean =>
    id === principalId && String(scope).includes(what);
  const found = Object.entries(configuration.resource![ROLE]).filter(([, role]) => isIt(role));
  expect(found.map(([id]) => id)).toHaveLength(1);
  without(configuration, ROLE, found[0][0]);
}

it("lets operators read what they install, and listeners listen, each as who it is", async () => {
  const told: string[] = [];
  const rehearsal = stage.rehearsal([HUB], (line) => told.push(line.trim()));
  await applied(rehearsal.stack(HUB));
  rehearsal.world.clock.advance(600);
  expect(rehearsal.onSite()).toMatchObject({ command: "on site", code: 0, output: "" });
  expect(told.filter((line) => / at /.test(line))).toEqual([
    `${OPERATORS} at munich reads the keys of retail-production-ir`,
    `${OPERATORS} at munich pulls from contosoretailproductionb0tdapga`,
    `${OPERATORS} at munich reads relay-listen-warehouse and listens on warehouse`,
    `${LISTENER_BY_KEY} at munich pulls from contosoretailproductionb0tdapga`,
    `${LISTENER_BY_KEY} at munich reads relay-listen-warehouse and listens on warehouse`,
    `${LISTENER} at augsburg listens on archive`,
  ]);
});

it.each([
  ["a group may not read a runtime's keys", OPERATORS, "Hub_Runtime_", "retail-production-ir", "rights/act"],
  ["a group may not read a listen string", OPERATORS, "warehouse", "relay-listen-warehouse", "vault/data-plane"],
  ["a machine may not read its string", LISTENER_BY_KEY, "warehouse", "relay-listen-warehouse", "vault/data-plane"],
  ["a group may not pull its listeners' image", OPERATORS, "container_registry", "pulls from", "registry/pull"],
  ["a machine may not listen", LISTENER, "archive", "archive", "relay/listen"],
])("fails if %s", async (_, principalId, scope, what, rule) => {
  const { code, output, rules } = await onSite((configuration) => roleless(configuration, principalId, scope));
  expect([code, ...rules]).toEqual([1, rule]);
  expect(output).toMatch(new RegExp(`^${principalId} at .*${what}.*\\n\\[${rule}\\]`));
});

it("fails if the vault does not admit the site's address", async () => {
  const { rules } = await onSite((configuration) => {
    const acls = block(configuration, "azurerm_key_vault").network_acls as { ip_rules: string[] };
    acls.ip_rules = acls.ip_rules.filter((range) => range !== "198.51.100.0/28");
  });
  expect(rules).toEqual(["vault/address", "vault/address"]);
});

it("fails if the secret of a listen string holds another", async () => {
  const { rules, output } = await onSite((configuration) => {
    const secret = block(configuration, "azurerm_key_vault_secret", "Hub_Vault_Secret-relay-listen-warehouse");
    secret.value_wo =
      "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=another";
  });
  expect(rules).toEqual(["relay/listen", "relay/listen"]);
  expect(output).toContain("The connection string of 'warehouse' does not let its holder listen on it.");
});

it("is a step of the hub, which fails by the rule's name, and the rest goes on", async () => {
  const rehearsal = stage.rehearsal([SALES]);
  rehearsal.stack(HUB).change((configuration) => roleless(configuration, LISTENER, "archive"));
  const results = await rehearsal.run();
  expect(results.map(({ stackName, steps }) => [stackName, ...steps.map(({ step }) => step)])).toEqual([
    [HUB, "init", "validate", "apply", "plan again", "secrets"],
    [SALES_ACCESS, "init", "validate", "apply", "plan again", "secrets"],
    [HUB, "on site"],
    [SALES, "init", "validate", "apply", "plan again", "secrets"],
    [SALES, "destroy"],
    [SALES_ACCESS, "destroy"],
    [HUB, "destroy"],
  ]);
  const failures = results.filter(({ failure }) => failure !== undefined);
  expect(failures.map(({ failure }) => failure)).toMatchObject([{ step: "on site", refusals: ["relay/listen"] }]);
});
