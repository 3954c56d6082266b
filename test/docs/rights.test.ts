import { ConnectivityHub, DomainPlan, HubPlan, Role, SecretValue } from "../../lib";
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
      /\/secrets\/[\w-]+$|^\$\{azurerm_key_vault_secret\.[\w-]+\.resource_versionless_id\}$/,
      "secrets that the domain may read",
    ],
    [
      /integrationRuntimes\/[\w-]+$|^\$\{azurerm_data_factory_integration_runtime_self_hosted\.[\w-]+\.id\}$/,
      "runtime that the domain links",
    ],
    [
      /hybridConnections\/[\w-]+$|^\$\{azurerm_relay_hybrid_connection\.[\w-]+\.id\}$/,
      "hybrid connections of its forwards",
    ],
    [/registries\/[\w-]+$|^\$\{azurerm_container_registry\.[\w-]+\.id\}$/, "hub's registry"],
    [/^\$\{azurerm_key_vault\.[\w-]+\.id\}$/, "hub's vault"],
  ];
  return words.find(([pattern]) => pattern.test(scope))?.[1] ?? scope;
}

function actorIn(plan: HubPlan | DomainPlan, { principal_id: id }: Assignment): string {
  if ("hub" in plan) {
    const kinds: [RegExp, string][] = [
      [/^\$\{azurerm_data_factory\.[\w-]+\.identity\[0\]\.principal_id\}$/, "domain factory"],
      [/^\$\{azurerm_user_assigned_identity\.[\w-]+\.principal_id\}$/, "dbt group"],
    ];
    return kinds.find(([pattern]) => pattern.test(id))?.[1] ?? id;
  }
  const domain = plan.domains.some(({ deployer }) => deployer?.principalId === id);
  return plan.deployer?.principalId === id ? "platform deployer" : domain ? "domain deployer" : id;
}

const rowsOf = (plan: HubPlan | DomainPlan) =>
  assignmentsIn(templates.get(plan.stackName)!).map((assignment) =>
    [
      actorIn(plan, assignment),
      roleOf(assignment),
      scopeOf(assignment),
      "hub" in plan ? "domain stack" : "hub stack",
    ].join(" | "),
  );

const table = tableOf(PAGE, "actor");

describe("the table of rights", () => {
  test("lists what the example stacks give, all of it and nothing else", () => {
    const given = [...contoso.hubPlans, ...contoso.domainPlans].flatMap(rowsOf);
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
      "site listener",
      "operator",
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

describe("a domain's deployer", () => {
  test.each(contoso.domainPlans.map((plan) => [plan.stackName, plan] as const))(
    "of %s may give each right that the domain's stack gives on the hub",
    (_, plan) => {
      const onHub = assignmentsIn(templates.get(plan.hub.stackName)!)
        .filter(({ principal_id: id }) => id === plan.deployer?.principalId)
        .map((assignment) => `${roleOf(assignment)} on ${scopeOf(assignment)}`);
      const needed = assignmentsIn(templates.get(plan.stackName)!).map(
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

  test("are those of the table: to listen on one hybrid connection, and to read the keys of a runtime", () => {
    const byHand = table.filter(([actor]) => ["site listener", "operator"].includes(actor)).map(([, role]) => role);
    expect([...new Set(added.map(roleOf))].sort()).toEqual(byHand.sort());
    const read = added.filter(({ principal_type: type }) => type === "Group").map(({ scope }) => scope);
    expect(read.map((scope) => /retail-production-ir-\w+-key/.exec(scope)?.[0]).sort()).toEqual([
      "retail-production-ir-primary-key",
      "retail-production-ir-secondary-key",
    ]);
    expect([...new Set(read.map((scope) => scopeOf({ scope })))]).toEqual(["secrets that the domain may read"]);
    expect(added.length).toBe(read.length + 1);
    const listen = added.find(({ principal_type: type }) => type === "ServicePrincipal");
    expect(listen?.scope).toMatch(/^\$\{azurerm_relay_hybrid_connection\.[\w-]*warehouse[\w-]*\.id\}$/);
  });
});
