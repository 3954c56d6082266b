import type { Template } from "./stack";

/** What is registered in every subscription (Microsoft, resource providers and types): nobody needs to register it. */
const ALWAYS = ["Microsoft.Authorization", "Microsoft.Resources"];

/** The namespace in the resource IDs of azurerm's types; the first that fits. */
const NAMESPACES: readonly (readonly [type: RegExp, namespace: string])[] = [
  [/^azurerm_(?:application_insights|monitor)_?/, "Microsoft.Insights"],
  [/^azurerm_container_app_/, "Microsoft.App"],
  [/^azurerm_container_group$/, "Microsoft.ContainerInstance"],
  [/^azurerm_container_registry/, "Microsoft.ContainerRegistry"],
  [/^azurerm_data_factory/, "Microsoft.DataFactory"],
  [/^azurerm_key_vault/, "Microsoft.KeyVault"],
  [/^azurerm_(?:linux|windows)_virtual_machine/, "Microsoft.Compute"],
  [/^azurerm_virtual_machine/, "Microsoft.Compute"],
  [/^azurerm_log_analytics_/, "Microsoft.OperationalInsights"],
  [
    /^azurerm_(?:lb|nat_gateway|network|private_dns|private_endpoint|public_ip|subnet|virtual_network)/,
    "Microsoft.Network",
  ],
  [/^azurerm_relay_/, "Microsoft.Relay"],
  [/^azurerm_role_(?:assignment|definition)$/, "Microsoft.Authorization"],
  [/^azurerm_resource_group$/, "Microsoft.Resources"],
  [/^azurerm_storage_/, "Microsoft.Storage"],
  [/^azurerm_(?:user_assigned_identity|federated_identity_credential)$/, "Microsoft.ManagedIdentity"],
];

/** Resource providers that a subscription must have registered for this stack; what it only refers to is there. */
export function namespacesOf({ resource = {} }: Template): string[] {
  const needed = Object.entries(resource).flatMap(([type, blocks]) =>
    type.startsWith("azapi_")
      ? Object.values(blocks).map(({ type: of }) => (of as string).split("/")[0])
      : type.startsWith("azurerm_")
        ? [namespaceOf(type)]
        : [],
  );
  return [...new Set(needed)].filter((namespace) => !ALWAYS.includes(namespace)).sort();
}

function namespaceOf(type: string): string {
  const found = NAMESPACES.find(([pattern]) => pattern.test(type));
  if (found === undefined) {
    throw new Error(`${type}: give it its namespace in test/support/resource-providers.ts.`);
  }
  return found[1];
}
