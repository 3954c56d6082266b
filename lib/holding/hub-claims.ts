import { NameClaim } from "./claimed-names";
import { HubPlan } from "./hub-plan";

/** The names that a hub takes, each with the scope in which it is unique. */
export function hubClaims(hub: HubPlan): NameClaim[] {
  const owner = hub.stackName;
  return [
    { within: "stack", name: hub.stackName, owner },
    { within: `resource group of subscription ${hub.subscriptionId}`, name: hub.resourceGroupName, owner },
    { within: "data factory", name: hub.dataFactoryName, owner },
    { within: "relay namespace", name: hub.relayNamespaceName, owner },
    { within: "key vault", name: hub.keyVaultName, owner },
    { within: "storage account", name: hub.storageAccountName, owner },
    ...hub.registries
      .filter(({ ofHub }) => ofHub)
      .map(({ registryName: name }) => ({ within: "container registry", name, owner })),
    { within: `runtime of ${hub.dataFactoryId}`, name: hub.runtime.runtimeName, owner },
  ];
}
