import { Role } from "../../lib";

describe("Role", () => {
  test.each([
    [Role.CONTRIBUTOR, "Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"],
    [Role.READER, "Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"],
    [Role.DATA_FACTORY_CONTRIBUTOR, "Data Factory Contributor", "673868aa-7521-48a0-acc6-0f60742d39f5"],
    [Role.MANAGED_IDENTITY_OPERATOR, "Managed Identity Operator", "f1a07417-d97a-45cb-824c-7a7467783830"],
    [Role.AZURE_RELAY_SENDER, "Azure Relay Sender", "26baccc8-eea7-41f1-98f4-1762cc7f685d"],
    [Role.AZURE_RELAY_LISTENER, "Azure Relay Listener", "26e0b698-aa6d-4085-9386-aadae190014d"],
    [Role.ACR_PULL, "AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d"],
    [Role.KEY_VAULT_SECRETS_USER, "Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6"],
    [Role.KEY_VAULT_SECRETS_OFFICER, "Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"],
  ])("%j is Azure's %s", (role, roleName, roleDefinitionId) => {
    expect([role.roleName, role.roleDefinitionId]).toEqual([roleName, roleDefinitionId]);
  });

  test("a role of one's own has the name and the ID that were given", () => {
    const role = Role.custom("Runtime Operator", "0a0a0000-0000-4000-8000-000000000001");
    expect(role).toMatchObject({
      roleName: "Runtime Operator",
      roleDefinitionId: "0a0a0000-0000-4000-8000-000000000001",
    });
  });
});
