import { ConnectivityHub, DomainPlan, GatewayPlan, HubPlan, OperatorKind, Role, SecretValue } from "../../lib";
import { roleAdministrationCondition } from "../../lib/identity/role-administration";
import { contoso } from "../../stacks/example-holding";
import { Runner, fencesOf, modules, tableOf } from "../support/docs";
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
  readonly condition?: string;
  readonly condition_version?: string;
}

function assignmentsIn({ resource = {} }: Template): Assignment[] {
  return Object.values(resource.azurerm_role_assignment ?? {}) as unknown as Assignment[];
}

const KNOWN_ROLES = Object.values(Role as unknown as Record<string, unknown>).filter(
  (value): value is Role => typeof (value as Partial<Role>).roleDefinitionId === "string",
);

/** `Role Based Access Control Administrator, limited to AcrPull` */
function roleOf({ role_definition_name: name, condition }: Assignment): string {
  const ids = [...(condition ?? "").matchAll(/GuidEquals \{([0-9a-f-]+)\}/g)].map(([, id]) => id);
  const limits = new Set(
    ids.map((id) => KNOWN_ROLES.find(({ roleDefinitionId }) => roleDefinitionId === id)?.roleName),
  );
  return [name, ...[...limits].map((limit) => `limited to ${limit}`)].join(", ");
}

/** The scope in the words of the table. */
function scopeOf({ scope }: Pick<Assignment, "scope">): string {
  const words: [RegExp, string][] = [
    [
      /^\$\{azurerm_key_vault_secret\.[\w-]*Secret-relay-listen-[\w-]+\.resource_versionless_id\}$/,
      "listen strings of its site",
    ],
    [
      /^\$\{azurerm_key_vault_secret\.[\w-]+-(?:primary|secondary)-key_\w+\.resource_versionless_id\}$/,
      "keys of its site's runtimes",
    ],
    [
      /\/secrets\/[\w-]+$|^\$\{azurerm_key_vault_secret\.[\w-]+\.resource_versionless_id\}$/,
      "secrets that the domain may read",
    ],
    [/integrationRuntimes\/[\w-]+$|^\$\{azapi_resource\.[\w-]*_Runtime[\w-]*\.id\}$/, "runtime that the domain links"],
    [
      /hybridConnections\/[\w-]+$|^\$\{azurerm_relay_hybrid_connection\.[\w-]+\.id\}$/,
      "hybrid connections of its forwards",
    ],
    [/^\$\{azurerm_container_group\.[\w-]+\.id\}$/, "container groups of its jobs"],
    [/blobServices\/default\/containers\/packages$/, "container of the hub's packages"],
    [
      /blobServices\/default\/containers\/handoff-[\w-]+$|^\$\{azurerm_storage_container\.[\w-]*Handoff-[\w-]+\.id\}$/,
      "containers of its handoffs",
    ],
    [/registries\/[\w-]+$|^\$\{azurerm_container_registry\.[\w-]+\.id\}$/, "hub's registry"],
    [/^\$\{azurerm_key_vault\.[\w-]+\.id\}$/, "hub's vault"],
  ];
  return words.find(([pattern]) => pattern.test(scope))?.[1] ?? scope;
}

type AnyPlan = HubPlan | GatewayPlan | DomainPlan;

function stackOf(plan: AnyPlan): string {
  return plan instanceof GatewayPlan ? "gateway stack" : plan instanceof HubPlan ? "hub stack" : "domain stack";
}

function actorIn(plan: AnyPlan, { principal_id: id }: Assignment): string {
  if ("hub" in plan) {
    const kinds: [RegExp, string][] = [
      [/^\$\{azurerm_data_factory\.[\w-]+\.identity\[0\]\.principal_id\}$/, "domain factory"],
      [
        /^\$\{azurerm_user_assigned_identity\.[\w-]+\.principal_id\}$/,
        plan instanceof GatewayPlan ? "gateway" : "dbt group",
      ],
    ];
    return kinds.find(([pattern]) => pattern.test(id))?.[1] ?? id;
  }
  const operator = plan.sites.flatMap(({ operators }) => operators).find(({ principalId }) => principalId === id);
  if (operator !== undefined) {
    return operator.kind === OperatorKind.MACHINE ? "site listener" : "operator";
  }
  const domain = contoso.domainPlans.some(({ deployer }) => deployer?.principalId === id);
  return plan.deployer?.principalId === id ? "platform deployer" : domain ? "domain deployer" : id;
}

const rowsOf = (plan: AnyPlan) =>
  assignmentsIn(templates.get(plan.stackName)!).map((assignment) =>
    [actorIn(plan, assignment), roleOf(assignment), scopeOf(assignment), stackOf(plan)].join(" | "),
  );

const table = tableOf(PAGE, "actor");

describe("the table of rights", () => {
  test("lists what the example stacks give, all of it and nothing else", () => {
    const given = [...contoso.hubPlans, ...contoso.gatewayPlans, ...contoso.domainPlans].flatMap(rowsOf);
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
      "dbt group",
      "gateway",
      "operator",
      "site listener",
    ];
    expect([...new Set(table.map(([actor]) => actor))]).toEqual(explained);
  });

  test("limits the administration of roles on writing and on deleting, to one role and to service principals", () => {
    const limited = contoso.hubPlans
      .flatMap(({ stackName }) => assignmentsIn(templates.get(stackName)!))
      .filter(({ role_definition_name: name }) => name === "Role Based Access Control Administrator");
    expect(limited.length).toBeGreaterThan(0);
    for (const { condition = "", condition_version: version, principal_type: type } of limited) {
      const roles = [
        ...condition.matchAll(
          /@(Request|Resource)\[[^\]]*:RoleDefinitionId\] ForAnyOfAnyValues:GuidEquals \{([^}]+)\}/g,
        ),
      ];
      const types = [
        ...condition.matchAll(
          /@(Request|Resource)\[[^\]]*:PrincipalType\] ForAnyOfAnyValues:StringEqualsIgnoreCase \{([^}]+)\}/g,
        ),
      ];
      expect(roles.map(([, when]) => when)).toEqual(["Request", "Resource"]);
      expect(new Set(roles.map(([, , role]) => role)).size).toBe(1);
      expect(types.map(([, when, kind]) => `${when} ${kind}`)).toEqual([
        "Request 'ServicePrincipal'",
        "Resource 'ServicePrincipal'",
      ]);
      expect([version, type]).toEqual(["2.0", "ServicePrincipal"]);
    }
  });
});

const OWN_GROUP = /^\$\{azurerm_container_group\./;

describe("a domain's deployer", () => {
  test("may give by hand what its stacks give in its own subscription, limited as the library limits it", () => {
    const given = contoso.domainPlans
      .flatMap(({ stackName }) => assignmentsIn(templates.get(stackName)!))
      .filter(({ scope }) => OWN_GROUP.test(scope));
    const roles = [...new Set(given.map(({ role_definition_name: name }) => name))];
    const limited = roles.map((role) => `Role Based Access Control Administrator, limited to ${role}`);
    const byHand = table.filter(([actor, , , by]) => actor === "domain deployer" && by === "by hand");
    expect(byHand.map(([, role]) => role).filter((role) => role.includes("limited to"))).toEqual(limited);
    const shown = /^\(\n.*^\)$/ms.exec(
      fencesOf("docs/guides/domain-team-repository.md").find(({ text }) => text.includes("--condition"))!.text,
    );
    expect(shown?.[0]).toBe(roleAdministrationCondition(Role.AZURE_CONTAINER_INSTANCES_CONTRIBUTOR));
  });

  test.each(contoso.domainPlans.map((plan) => [plan.stackName, plan] as const))(
    "of %s may give each right that the domain's stack gives on the hub",
    (_, plan) => {
      // What is taken from another subsidiary lies in that one's hub.
      const onHub = contoso.hubPlans
        .flatMap(({ stackName }) => assignmentsIn(templates.get(stackName)!))
        .filter(({ principal_id: id }) => id === plan.deployer?.principalId)
        .map((assignment) => `${roleOf(assignment)} on ${scopeOf(assignment)}`);
      // What is given on the domain's own groups is given in its own subscription, which no hub's stack reaches.
      const given = assignmentsIn(templates.get(plan.stackName)!).filter(({ scope }) => !OWN_GROUP.test(scope));
      const needed = given.map(
        (assignment) =>
          `Role Based Access Control Administrator, limited to ${roleOf(assignment)} on ${scopeOf(assignment)}`,
      );
      expect(needed.filter((right) => !onHub.includes(right))).toEqual([]);
      expect(needed.length).toBeGreaterThan(1);
    },
  );
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
    const given = added.map((assignment) => `${roleOf(assignment)} on ${scopeOf(assignment)}`);
    expect([...new Set(given)].sort()).toEqual(rights.sort());
    expect([...new Set(added.map(({ principal_type: type }) => type))]).toEqual(["User"]);
  });

  test("reach the strings and the keys of that site alone", () => {
    const names = added.map(({ scope }) => /Secret-([\w-]+)_/.exec(scope)?.[1]);
    const [munich] = contoso.subsidiaries[0].sites;
    const keys = plan.runtimesAt(munich).flatMap(({ keySecretNames }) => keySecretNames);
    const strings = munich.forwardsIn(plan.tier).map((forward) => plan.listenRuleSecretName(forward));
    expect(names.sort()).toEqual([...strings, ...keys].sort());
  });
});
