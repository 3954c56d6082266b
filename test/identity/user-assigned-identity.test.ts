import { ContainerRegistry, Role, UserAssignedIdentity } from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { resources, stackUnderTest } from "../support/stack";

describe("UserAssignedIdentity", () => {
  test("is made where it is told, and known by its IDs after apply", () => {
    const stack = stackUnderTest();
    const identity = new UserAssignedIdentity(stack, "Dbt", { ...PLACE, identityName: "retail-dbt-id" });
    expect(resources(stack, "azurerm_user_assigned_identity")).toEqual([
      { name: "retail-dbt-id", resource_group_name: "retail-rg", location: "westeurope" },
    ]);
    const { resourceId, principalId, clientId } = identity;
    expect(resolved(stack, [resourceId, principalId, clientId])).toEqual([
      expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Dbt_\w+\.id\}$/),
      expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Dbt_\w+\.principal_id\}$/),
      expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Dbt_\w+\.client_id\}$/),
    ]);
  });

  test("is given roles, each once, as a service principal", () => {
    const stack = stackUnderTest();
    const id = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;
    const registry = ContainerRegistry.fromResourceId(stack, "Registry", id);
    const identity = new UserAssignedIdentity(stack, "Dbt", { ...PLACE, identityName: "retail-dbt-id" });
    identity.grant(Role.ACR_PULL, registry);
    identity.grant(Role.ACR_PULL, registry);
    const principal = {
      principal_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Dbt_\w+\.principal_id\}$/),
      principal_type: "ServicePrincipal",
      skip_service_principal_aad_check: true,
      scope: id,
    };
    expect(resources(stack, "azurerm_role_assignment")).toEqual([{ ...principal, role_definition_name: "AcrPull" }]);
  });

  test.each(["id", "-dbt", "dbt id", "dbt.id", "d".repeat(129)])("fails if the name is %j", (identityName) => {
    expect(() => new UserAssignedIdentity(stackUnderTest(), "Dbt", { ...PLACE, identityName })).toThrow(
      `Stack/Dbt: [identity/identity-name] given "${identityName}".`,
    );
  });

  test.each(["dbt", "0_dbt-", "d".repeat(128)])("accepts the name %j", (identityName) => {
    const stack = stackUnderTest();
    new UserAssignedIdentity(stack, "Dbt", { ...PLACE, identityName });
    expect(resources(stack, "azurerm_user_assigned_identity")).toMatchObject([{ name: identityName }]);
  });
});
