import { TerraformVariable, Testing } from "cdktf";
import {
  ContainerRegistry,
  HybridConnection,
  Principal,
  PrincipalType,
  RelayNamespace,
  Role,
  UserAssignedIdentity,
} from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, principalIn } from "../support/azure";
import { resources, stackUnderTest } from "../support/stack";

const REGISTRY_ID = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;

describe("a grant", () => {
  test("is made once, however often it is asked for", () => {
    const stack = stackUnderTest();
    const registry = new ContainerRegistry(stack, "Registry", { ...PLACE, registryName: "contosoretail" });
    const somebody = principalIn(stack);
    const [first, second] = [somebody.grant(Role.ACR_PULL, registry), somebody.grant(Role.ACR_PULL, registry)];
    expect(second).toBe(first);
    expect(resources(stack, "azurerm_role_assignment")).toEqual([
      {
        scope: expect.stringMatching(/^\$\{azurerm_container_registry\.Registry_\w+\.id\}$/),
        role_definition_name: "AcrPull",
        principal_id: PRINCIPAL_ID,
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test("is made once for one resource, by whichever construct and in whichever case its ID is given", () => {
    // GIVEN two constructs for one registry
    const stack = stackUnderTest();
    const registry = ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
    const shouted = ContainerRegistry.fromResourceId(stack, "Shouted", REGISTRY_ID.toUpperCase());
    const somebody = principalIn(stack);
    // WHEN
    const [first, second] = [somebody.grant(Role.ACR_PULL, registry), somebody.grant(Role.ACR_PULL, shouted)];
    // THEN
    expect(second).toBe(first);
    expect(resources(stack, "azurerm_role_assignment").map(({ scope }) => scope)).toEqual([REGISTRY_ID]);
  });

  test("is one of its own for each resource, each role and each principal", () => {
    const stack = stackUnderTest();
    const a = ContainerRegistry.fromResourceId(stack, "A", `${REGISTRY_ID}a`);
    const b = ContainerRegistry.fromResourceId(stack, "B", `${REGISTRY_ID}b`);
    const [one, other] = [principalIn(stack, "One"), principalIn(stack, "Other")];
    [a, b].forEach((registry) => one.grant(Role.ACR_PULL, registry));
    one.grant(Role.READER, a);
    other.grant(Role.READER, a);
    const made = resources(stack, "azurerm_role_assignment").map((role) => [role.scope, role.role_definition_name]);
    expect(made.sort()).toEqual([
      [`${REGISTRY_ID}a`, "AcrPull"],
      [`${REGISTRY_ID}a`, "Reader"],
      [`${REGISTRY_ID}a`, "Reader"],
      [`${REGISTRY_ID}b`, "AcrPull"],
    ]);
  });

  test("lies beside the principal", () => {
    const stack = stackUnderTest();
    const registry = ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
    const grant = principalIn(stack, "Somebody").grant(Role.ACR_PULL, registry)!;
    expect(grant.node.path).toMatch(/^Stack\/Somebody\//);
    expect(registry.node.findAll()).toEqual([registry]);
  });

  test("to a principal of another stack leaves no way back to that stack", () => {
    // GIVEN
    const app = Testing.app();
    const [hub, domain] = [stackUnderTest("hub", app), stackUnderTest("domain", app)];
    const relayNamespace = new RelayNamespace(hub, "Relay", { ...PLACE, namespaceName: "contoso-relay" });
    const warehouse = new HybridConnection(hub, "Warehouse", { relayNamespace, hybridConnectionName: "warehouse" });
    const dbt = new UserAssignedIdentity(domain, "Dbt", { ...PLACE, identityName: "dbt" });
    // WHEN
    warehouse.grantSend(dbt);
    app.synth();
    // THEN
    expect(domain.dependencies).toEqual([hub]);
    expect(hub.dependencies).toEqual([]);
    expect(resources(hub, "azurerm_role_assignment")).toEqual([]);
    expect(resources(domain, "azurerm_role_assignment")).toHaveLength(1);
  });
});

describe("the kind of principal", () => {
  test.each([
    [PrincipalType.GROUP, "Group"],
    [PrincipalType.USER, "User"],
  ])("%s is told, and looked for in Entra before it is given a role", (principalType, told) => {
    const stack = stackUnderTest();
    const registry = ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
    new Principal(stack, "People", PRINCIPAL_ID, principalType).grant(Role.READER, registry);
    expect(resources(stack, "azurerm_role_assignment")).toEqual([
      { scope: REGISTRY_ID, role_definition_name: "Reader", principal_id: PRINCIPAL_ID, principal_type: told },
    ]);
  });
});

describe("identity/principal-id", () => {
  test.each(["contoso-pipeline", "", PRINCIPAL_ID.slice(1), `${PRINCIPAL_ID}0`, `{${PRINCIPAL_ID}}`])(
    "fails if the principal is %j",
    (principalId) => {
      expect(() => new Principal(stackUnderTest(), "Somebody", principalId)).toThrow(
        `Stack/Somebody: [identity/principal-id] given "${principalId}".`,
      );
    },
  );

  test("accepts a UUID in either case, and one that is known after apply", () => {
    const stack = stackUnderTest();
    const later = new TerraformVariable(stack, "deployer", { type: "string" }).stringValue;
    const given = [PRINCIPAL_ID, PRINCIPAL_ID.toUpperCase(), later];
    const principals = given.map((principalId, index) => new Principal(stack, `P${index}`, principalId));
    expect(principals.map(({ principalId }) => principalId)).toEqual(given);
  });
});
