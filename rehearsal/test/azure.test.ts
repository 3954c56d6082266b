import { activitiesOf, before, expressionsOf } from "../src/azure/activities";
import { addressWithin } from "../src/azure/addresses";
import { VirtualClock, secondsOf } from "../src/azure/clock";
import { referencesIn } from "../src/azure/factory-references";
import { conditionAllows } from "../src/azure/roles";
import { admitsProbes } from "../src/azure/rules/security";
import { World } from "../src/azure/world";
import { Role } from "../../lib";

it.each([
  ["203.0.113.11", "203.0.113.11", true],
  ["203.0.113.11", "203.0.113.12", false],
  ["198.51.100.15", "198.51.100.0/28", true],
  ["198.51.100.16", "198.51.100.0/28", false],
  ["10.1.2.3", "0.0.0.0/0", true],
])("%s in %s: %s", (address, range, expected) => {
  expect(addressWithin(address, range)).toBe(expected);
});

it.each([
  ["600s", 600],
  ["10m", 600],
  ["1h30m", 5400],
  ["500ms", 0.5],
  ["", 0],
])("%s is %d s", (duration, seconds) => {
  expect(secondsOf(duration)).toBe(seconds);
});

/** As Microsoft documents it: one role, to and from service principals. */
const limitedTo = ({ roleDefinitionId }: Role): string =>
  (["Request", "Resource"] as const)
    .map((side) => {
      const action = `Microsoft.Authorization/roleAssignments/${side === "Request" ? "write" : "delete"}`;
      const attribute = (name: string): string => `@${side}[Microsoft.Authorization/roleAssignments:${name}]`;
      return (
        `(\n(!(ActionMatches{'${action}'}))\nOR\n(` +
        `${attribute("RoleDefinitionId")} ForAnyOfAnyValues:GuidEquals {${roleDefinitionId}}\nAND\n` +
        `${attribute("PrincipalType")} ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'})\n)`
      );
    })
    .join("\nAND\n");

it("reads a condition that limits which roles somebody gives, for giving and for taking", () => {
  const condition = limitedTo(Role.ACR_PULL);
  const { roleDefinitionId: pull } = Role.ACR_PULL;
  const { roleDefinitionId: owner } = Role.CONTRIBUTOR;
  for (const action of ["write", "delete"] as const) {
    expect(conditionAllows(condition, action, pull, "ServicePrincipal")).toBe(true);
    expect(conditionAllows(condition, action, owner, "ServicePrincipal")).toBe(false);
    expect(conditionAllows(condition, action, pull, "User")).toBe(false);
    expect(conditionAllows(undefined, action, owner, "User")).toBe(true);
  }
});

it("lets a condition on giving say nothing about taking", () => {
  const [onWriting] = limitedTo(Role.ACR_PULL).split("\nAND\n(");
  expect(conditionAllows(onWriting, "write", "another", "ServicePrincipal")).toBe(false);
  expect(conditionAllows(onWriting, "delete", "another", "ServicePrincipal")).toBe(true);
});

it("lets time pass in order, and only when there is nothing else to do", async () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const sleeper = (seconds: number) => clock.sleep(seconds).then(() => log.push(`woke at ${clock.now}`));
  const sleeping = [sleeper(600), sleeper(20)];
  await clock.during(() => new Promise((resolve) => setTimeout(resolve, 200)));
  log.push(`worked until ${clock.now}`);
  await Promise.all(sleeping);
  expect(log).toEqual(["worked until 0", "woke at 20", "woke at 600"]);
});

describe("activities of a pipeline", () => {
  const after = (...names: readonly string[]) => names.map((activity) => ({ activity }));
  const all = activitiesOf([
    { name: "Start", type: "WebActivity" },
    {
      name: "Poll",
      type: "Until",
      dependsOn: after("Start"),
      typeProperties: {
        expression: { value: "@not(equals(activity('Get').output.state, 'Running'))" },
        activities: [
          { name: "Get", type: "WebActivity" },
          { name: "Wait", type: "Wait", dependsOn: after("Get"), typeProperties: { wait: "@variables('pause')" } },
        ],
      },
    },
    {
      name: "Judge",
      type: "Switch",
      dependsOn: after("Poll"),
      typeProperties: { cases: [{ activities: [{ name: "Fail", type: "Fail" }] }] },
    },
  ]);
  const named = (name: string) => all.find((activity) => activity.name === name)!;

  it("are found in one another", () => {
    expect(all.map(({ name, container }) => [name, container?.name])).toEqual([
      ["Start", undefined],
      ["Poll", undefined],
      ["Get", "Poll"],
      ["Wait", "Poll"],
      ["Judge", undefined],
      ["Fail", "Judge"],
    ]);
  });

  it("have ended before those that wait for them, and before what is in these", () => {
    expect([...before(named("Wait"), all)].sort()).toEqual(["Get", "Start"]);
    expect([...before(named("Fail"), all)].sort()).toEqual(["Poll", "Start"]);
    expect([...before(named("Start"), all)]).toEqual([]);
  });

  it("have their own expressions, not those of what is in them", () => {
    expect(expressionsOf(named("Poll"))).toEqual(["@not(equals(activity('Get').output.state, 'Running'))"]);
    expect(expressionsOf(named("Wait"))).toEqual(["@variables('pause')"]);
  });
});

it("finds what something in a factory refers to, at whatever depth, but for the runtime that every factory has", () => {
  const reference = (type: string, referenceName: string) => ({ type, referenceName });
  expect(
    referencesIn({
      properties: {
        connectVia: reference("IntegrationRuntimeReference", "AutoResolveIntegrationRuntime"),
        linkedServiceName: reference("LinkedServiceReference", "vault"),
        typeProperties: {
          password: { type: "AzureKeyVaultSecret", store: reference("LinkedServiceReference", "secrets") },
          pipelines: [{ pipelineReference: reference("PipelineReference", "copy") }],
          other: { referenceName: "no" },
        },
      },
    }),
  ).toEqual([
    { kind: "linkedservices", name: "vault" },
    { kind: "linkedservices", name: "secrets" },
    { kind: "pipelines", name: "copy" },
  ]);
});

describe("a security group", () => {
  const GROUP = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n";
  const rule = (priority: number, access: string, source: string, port: string) => ({
    name: `rule-${priority}`,
    priority,
    access,
    direction: "Inbound",
    protocol: "Tcp",
    source_address_prefix: source,
    destination_port_range: port,
  });

  it.each([
    ["nothing", [], true],
    ["everybody denied", [rule(200, "Deny", "*", "*")], false],
    ["everybody denied on other ports", [rule(200, "Deny", "*", "1-1024")], true],
    ["probes allowed before", [rule(100, "Allow", "AzureLoadBalancer", "8080"), rule(200, "Deny", "*", "*")], true],
    ["probes allowed after", [rule(200, "Deny", "*", "*"), rule(300, "Allow", "AzureLoadBalancer", "*")], false],
    ["clients allowed", [rule(100, "Allow", "10.0.0.0/8", "8080"), rule(200, "Deny", "*", "*")], false],
  ])("with %s is judged by its first rule that concerns probes", (_, rules, expected) => {
    const world = new World();
    world.put("azurerm_network_security_group", GROUP, { name: "n", security_rule: rules });
    expect(admitsProbes(world, GROUP, 8080)).toBe(expected);
  });

  it("counts rules that are made apart from it", () => {
    const world = new World();
    world.put("azurerm_network_security_group", GROUP, { name: "n", security_rule: [rule(200, "Deny", "*", "*")] });
    expect(admitsProbes(world, GROUP, 8080)).toBe(false);
    world.put(
      "azurerm_network_security_rule",
      `${GROUP}/securityRules/p`,
      rule(100, "Allow", "AzureLoadBalancer", "*"),
    );
    expect(admitsProbes(world, GROUP, 8080)).toBe(true);
  });
});
