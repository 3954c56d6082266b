import { HubPlan, RelayAccess, SecretSource } from "../../lib";
import { Azure } from "./azure/azure";
import { text } from "./azure/operation";
import { ROLES } from "./azure/roles";

/**
 * Puts a hub into Azure as its plan says it is, for domains whose hub another team deploys from another repository:
 * what its stack makes, and the rights that it gives to the deployers of its domains.
 */
export function furnishHub(azure: Azure, plan: HubPlan, madeUp: () => string): void {
  const { location } = plan;
  azure.put("azurerm_resource_group", plan.resourceGroupId, { name: plan.resourceGroupName, location });
  azure.put("azurerm_data_factory", plan.dataFactoryId, { name: plan.dataFactoryName });
  plan.runtimes.forEach(({ runtimeId, runtimeName }) =>
    azure.put("azurerm_data_factory_integration_runtime_self_hosted", runtimeId, { name: runtimeName }),
  );
  azure.put("azurerm_relay_namespace", plan.relayNamespaceId, { name: plan.relayNamespaceName });
  plan.forwards.forEach((forward) =>
    azure.put("azurerm_relay_hybrid_connection", plan.hybridConnectionId(forward), {
      name: forward.hybridConnectionName,
    }),
  );
  azure.put("azurerm_container_registry", plan.containerRegistryId, { name: plan.containerRegistryName });
  azure.put("azurerm_storage_account", plan.storageAccountId, { name: plan.storageAccountName, location });
  furnishVault(azure, plan, madeUp);
  plan.domains.forEach((domain) => {
    const principalId = domain.deployer?.principalId ?? "";
    const administers = (role: string, scope: string): void =>
      azure.give(principalId, "Role Based Access Control Administrator", scope, onlyOf(role));
    administers("Contributor", domain.runtime.runtimeId);
    administers("AcrPull", plan.containerRegistryId);
    if (domain.relayAccess === RelayAccess.IDENTITY) {
      domain.forwards.forEach((forward) => administers("Azure Relay Sender", plan.hybridConnectionId(forward)));
    }
    azure.give(principalId, "Reader", plan.keyVaultId);
    domain.readableSecretNames.forEach((name) =>
      azure.give(principalId, "Key Vault Secrets User", `${plan.keyVaultId}/secrets/${name}`),
    );
  });
}

function furnishVault(azure: Azure, plan: HubPlan, madeUp: () => string): void {
  azure.put("azurerm_key_vault", plan.keyVaultId, {
    name: plan.keyVaultName,
    network_acls: [{ default_action: "Deny", bypass: "AzureServices", ip_rules: plan.admittedAddresses }],
  });
  plan.secrets
    .filter(({ source }) => source === SecretSource.VARIABLE || source === SecretSource.RUNTIME_KEY)
    .forEach(({ name }) => azure.putSecret(plan.keyVaultId, name, madeUp()));
  const sendRules = plan.secrets.filter(({ source }) => source === SecretSource.RELAY_SEND_RULE);
  plan.forwards
    .filter((forward) => sendRules.some(({ name }) => name === plan.sendRuleSecretName(forward)))
    .forEach((forward) => {
      const id = `${plan.hybridConnectionId(forward)}/authorizationRules/send`;
      azure.put("azurerm_relay_hybrid_connection_authorization_rule", id, {
        name: "send",
        namespace_name: plan.relayNamespaceName,
        hybrid_connection_name: forward.hybridConnectionName,
        send: true,
      });
      const connection = text(azure.find(id)?.values ?? {}, "primary_connection_string");
      azure.putSecret(plan.keyVaultId, plan.sendRuleSecretName(forward), connection);
    });
}

/** A condition in Azure's language: one role, to and from service principals. */
function onlyOf(role: string): string {
  return ["write", "delete"]
    .map((action) => {
      const assignment = `@${action === "write" ? "Request" : "Resource"}[Microsoft.Authorization/roleAssignments`;
      return [
        `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR`,
        `(${assignment}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ROLES[role]}} AND`,
        `${assignment}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`,
      ].join(" ");
    })
    .join(" AND ");
}
