import { ConnectivityHub, DomainPlan, GatewayPlan, HubPlan, OperatorKind, SecretValue } from "../../lib";
import { contoso } from "../../stacks/example-holding";
import { Runner, modules, tableOf } from "../support/docs";
import { exampleStacks } from "../support/example-stacks";
import { Template, stackUnderTest, template } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

const { templates } = exampleStacks();
const PAGE = "docs/rights.md";

/** A role assignment as Terraform reads it. */
interface Assignment {
  readonly role_definition_name: string;
  readonly scope: string;
  readonly principal_id: string;
  readonly principal_type: string;
}

function assignmentsIn({ resource = {} }: Template): Assignment[] {
  return Object.values(resource.azurerm_role_assignment ?? {}) as unknown as Assignment[];
}

/** The scope in the words of the table. */
function scopeOf({ scope }: Pick<Assignment, "scope">, plan: Stack["plan"]): string {
  const jobs = plan instanceof DomainPlan ? plan.jobs : [];
  const secretName = /\/secrets\/([\w-]+)$/.exec(scope)?.[1];
  const ofJob = jobs.some(({ readableSecretNames: names }) => secretName !== undefined && names.includes(secretName));
  const words: [RegExp, string][] = [
    [
      /^\$\{azurerm_key_vault_secret\.[\w-]*Secret-relay-listen-[\w-]+\.resource_versionless_id\}$/,
      "listen strings of its site",
    ],
    [
      /\/secrets\/[\w-]+$|^\$\{azurerm_key_vault_secret\.[\w-]+\.resource_versionless_id\}$/,
      ofJob ? "secrets that a planned job may read" : "secrets that the domain may read",
    ],
    [/integrationRuntimes\/[\w-]+$/, "runtime that the domain links"],
    [/^\$\{azapi_resource\.[\w-]*_Runtime[\w-]*\.id\}$/, "its site's runtimes"],
    [
      /hybridConnections\/[\w-]+$|^\$\{azurerm_relay_hybrid_connection\.[\w-]+\.id\}$/,
      "hybrid connections of its forwards",
    ],
    [/^\$\{azurerm_resource_group\.Access_Group_\w+\.id\}$/, "domain's resource group"],
    [
      /^\$\{azurerm_user_assigned_identity\.Access_(?:Factory|Jobs|Job-[\w-]+)_\w+\.id\}$/,
      "identities of factory and jobs",
    ],
    [/^\$\{azurerm_user_assigned_identity\.Access_Reader-[\w-]+\.id\}$/, "readers of what its domain takes"],
    [/blobServices\/default\/containers\/packages$/, "container of the hub's packages"],
    [
      /blobServices\/default\/containers\/handoff-[\w-]+$|^\$\{azurerm_storage_container\.[\w-]*Handoff-[\w-]+\.id\}$/,
      "containers of its handoffs",
    ],
    [/registries\/[\w-]+$|^\$\{azurerm_container_registry\.[\w-]+\.id\}$/, "hub's registry"],
    [/^\$\{azurerm_key_vault\.[\w-]+\.id\}$|Microsoft\.KeyVault\/vaults\/[\w-]+$/, "hub's vault"],
  ];
  return words.find(([pattern]) => pattern.test(scope))?.[1] ?? scope;
}

type Stack = { readonly name: string; readonly kind: string; readonly plan: HubPlan | GatewayPlan | DomainPlan };

const stacks: Stack[] = [
  ...contoso.hubPlans.map((plan) => ({ name: plan.stackName, kind: "hub stack", plan })),
  ...contoso.domainPlans.map((plan) => ({ name: plan.accessStackName, kind: "access stack", plan })),
  ...contoso.gatewayPlans.map((plan) => ({ name: plan.stackName, kind: "gateway stack", plan })),
  ...contoso.domainPlans.map((plan) => ({ name: plan.stackName, kind: "domain stack", plan })),
];

/** Those whom a stack makes itself, by their logical IDs. */
const MADE: readonly [RegExp, string][] = [
  [/^\$\{azurerm_user_assigned_identity\.Access_Factory_\w+\.principal_id\}$/, "domain factory"],
  [/^\$\{azurerm_user_assigned_identity\.Access_Jobs_\w+\.principal_id\}$/, "domain jobs"],
  [/^\$\{azurerm_user_assigned_identity\.Access_Job-[\w-]+\.principal_id\}$/, "planned job"],
  [/^\$\{azurerm_user_assigned_identity\.Access_Reader-[\w-]+\.principal_id\}$/, "handoff reader"],
  [/^\$\{azurerm_user_assigned_identity\.Gateway_[\w-]+\.principal_id\}$/, "gateway"],
];

function actorIn({ plan }: Stack, { principal_id: id }: Assignment): string {
  const made = MADE.find(([pattern]) => pattern.test(id))?.[1];
  const sites = plan instanceof HubPlan ? plan.sites : [];
  const operator = sites.flatMap(({ operators }) => operators).find(({ principalId }) => principalId === id);
  if (operator !== undefined) {
    return operator.kind === OperatorKind.MACHINE ? "site listener" : "operator";
  }
  const domain = contoso.domainPlans.some(({ deployer }) => deployer?.principalId === id);
  const hub = contoso.hubPlans.some(({ deployer }) => deployer?.principalId === id);
  return made ?? (hub ? "platform deployer" : domain ? "domain deployer" : id);
}

const rowsOf = (stack: Stack) =>
  assignmentsIn(templates.get(stack.name)!).map((assignment) =>
    [actorIn(stack, assignment), assignment.role_definition_name, scopeOf(assignment, stack.plan), stack.kind].join(
      " | ",
    ),
  );

const table = tableOf(PAGE, "actor");

describe("the table of rights", () => {
  test("lists what the example stacks give, all of it and nothing else", () => {
    const given = stacks.flatMap(rowsOf);
    const listed = table.filter(([, , , by]) => by !== "by hand").map((cells) => cells.join(" | "));
    expect([...new Set(given)].sort()).toEqual([...listed].sort());
  });

  test("lists no right twice", () => {
    const rows = table.map((cells) => cells.join(" | "));
    expect(rows).toEqual([...new Set(rows)]);
  });

  test("lists nobody whom the text below does not explain", () => {
    const explained = [
      "platform deployer",
      "domain deployer",
      "domain factory",
      "domain jobs",
      "planned job",
      "handoff reader",
      "gateway",
      "operator",
      "site listener",
    ];
    expect([...new Set(table.map(([actor]) => actor))]).toEqual(explained);
  });

  test("lets no domain's stack give anything, and nobody but platform deployers administer roles", () => {
    expect(table.filter(([, , , by]) => by === "domain stack")).toEqual([]);
    const administering = /^(?:Owner|User Access Administrator|Role Based Access Control Administrator)$/;
    const administrators = table.filter(([, role]) => administering.test(role)).map(([actor]) => actor);
    expect([...new Set(administrators)]).toEqual(["platform deployer"]);
  });

  test("names for a domain's deployer by hand nothing but the place of its states", () => {
    const byHand = table.filter(([actor, , , by]) => actor === "domain deployer" && by === "by hand");
    expect(byHand.map(([, role, scope]) => `${role} on ${scope}`)).toEqual([
      "Storage Blob Data Contributor on container of its states",
    ]);
  });
});

describe("the rights that first-deploy.md gives on site", () => {
  const { admitSite } = new Runner(modules()).run("docs/guides/first-deploy.ts").exports as {
    admitSite: (hub: ConnectivityHub) => void;
  };
  const plan = contoso.subsidiaries[0].hubPlans[1];
  const stack = stackUnderTest(plan.stackName);
  const hub = new ConnectivityHub(stack, "Hub", {
    plan,
    secretValues: { "warehouse-password": SecretValue.stored(sensitiveVariable(stack, "warehouse_password")) },
  });
  admitSite(hub);
  const before = assignmentsIn(templates.get(plan.stackName)!).map(({ principal_id: id }) => id);
  const added = assignmentsIn(template(stack)).filter(({ principal_id: id }) => !before.includes(id));

  test("are those of an operator in the table, and of nobody else", () => {
    const rights = table.filter(([actor]) => actor === "operator").map(([, role, scope]) => `${role} on ${scope}`);
    const given = added.map((assignment) => `${assignment.role_definition_name} on ${scopeOf(assignment, plan)}`);
    expect([...new Set(given)].sort()).toEqual(rights.sort());
    expect([...new Set(added.map(({ principal_type: type }) => type))]).toEqual(["User"]);
  });

  test("reach the strings and the runtimes of that site alone", () => {
    const names = added.map(({ scope }) =>
      /Secret-([\w-]+)_|\.(?:\w+_)?Hub_(Runtime[\w-]*)_/.exec(scope)?.slice(1).join(""),
    );
    const [munich] = contoso.subsidiaries[0].sites;
    const runtimes = plan
      .runtimesAt(munich)
      .map(({ dedicatedTo }) => ["Runtime", dedicatedTo].join("-").replace(/-$/, ""));
    const strings = munich.forwardsIn(plan.tier).map((forward) => plan.listenRuleSecretName(forward));
    expect(names.sort()).toEqual([...strings, ...runtimes].sort());
  });
});
