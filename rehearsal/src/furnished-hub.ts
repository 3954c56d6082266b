import { text } from "./azure/operation";
import { RUNTIME } from "./azure/types/data-factory";
import { CONNECTION_RULE, HYBRID_CONNECTION, NAMESPACE } from "./azure/types/relay";
import { World } from "./azure/world";
import { PlannedDomain, PlannedForward, PlannedHub } from "./plan";

const IDENTITY = "azurerm_user_assigned_identity";

/** A rule of a hybrid connection whose connection string the hub keeps in its vault. */
interface KeptRule {
  readonly name: "send" | "listen";
  /** As the plan says it of the secret. */
  readonly source: string;
  readonly secretName: (forward: PlannedForward) => string;
}

/**
 * Puts a hub into Azure as its plan says it is, for domains whose hub another team deploys from another repository:
 * what its stack makes, without the rights that it gives to people.
 */
export function furnishHub(world: World, plan: PlannedHub, madeUp: () => string): void {
  const { location } = plan;
  world.put("azurerm_resource_group", plan.resourceGroupId, { name: plan.resourceGroupName, location });
  world.put("azurerm_data_factory", plan.dataFactoryId, { name: plan.dataFactoryName });
  plan.runtimes.forEach(({ runtimeId }) => world.put(RUNTIME, runtimeId, { properties: { type: "SelfHosted" } }));
  world.put(NAMESPACE, plan.relayNamespaceId, { location, properties: {} });
  plan.forwards.forEach((forward) =>
    world.put(HYBRID_CONNECTION, plan.hybridConnectionId(forward), { properties: {} }),
  );
  world.put("azurerm_container_registry", plan.containerRegistryId, { name: plan.containerRegistryName });
  world.put("azurerm_storage_account", plan.storageAccountId, { name: plan.storageAccountName, location });
  furnishVault(world, plan, madeUp);
  if (plan.gatewayPlan !== undefined) {
    furnishContainer(world, plan.storageAccountId, plan.packageContainerName);
  }
  plan.domains
    .flatMap(({ givenHandoffs }) => givenHandoffs)
    .forEach(({ storageAccountId, containerName }) => furnishContainer(world, storageAccountId, containerName));
}

/**
 * Puts into Azure what the stack makes by which a domain may do what it does: its resource group, the identities, and the
 * rights, which all count.
 */
export function furnishAccess(world: World, domain: PlannedDomain): void {
  const { hub, deployer, location } = domain;
  world.put("azurerm_resource_group", domain.resourceGroupId, { name: domain.resourceGroupName, location });
  const furnished = (id: string): string => {
    const name = id.split("/").pop()!;
    world.put(IDENTITY, id, { name, resource_group_name: hub.resourceGroupName, location: hub.location });
    return text(world.find(id)!.values, "principal_id");
  };
  const [factory, jobs] = [domain.factoryIdentityId, domain.jobIdentityId].map(furnished);
  const secrets = (names: readonly string[]): string[] => names.map((name) => `${hub.keyVaultId}/secrets/${name}`);
  const give = (principalId: string | undefined, role: string, ...scopes: readonly string[]): void =>
    scopes.forEach((scope) => principalId !== undefined && world.give(principalId, role, scope));
  give(deployer?.principalId, "Contributor", domain.resourceGroupId);
  give(deployer?.principalId, "Managed Identity Operator", domain.factoryIdentityId, domain.jobIdentityId);
  give(deployer?.principalId, "Reader", ...(domain.lookedUpSecretNames.length === 0 ? [] : [hub.keyVaultId]));
  give(deployer?.principalId, "Key Vault Secrets User", ...secrets(domain.lookedUpSecretNames));
  give(factory, "Contributor", domain.runtime.runtimeId);
  give(factory, "Key Vault Secrets User", ...secrets(domain.identitySecretNames));
  give(factory, "Azure Container Instances Contributor Role", domain.resourceGroupId);
  give(factory, "Storage Blob Data Contributor", ...(domain.ownBlobs ? [domain.resourceGroupId] : []));
  give(jobs, "AcrPull", hub.containerRegistryId);
  if (domain.relayAccess === "identity") {
    give(jobs, "Azure Relay Sender", ...domain.forwards.map((forward) => hub.hybridConnectionId(forward)));
  }
  give(jobs, "Key Vault Secrets User", ...(domain.jobsReadSecrets ? secrets(domain.readableSecretNames) : []));
  domain.givenHandoffs.forEach(({ storageAccountId, containerName, readerIdentityId, consumer }) => {
    const container = `${storageAccountId}/blobServices/default/containers/${containerName}`;
    give(factory, "Storage Blob Data Contributor", container);
    give(furnished(readerIdentityId), "Storage Blob Data Reader", container);
    give(consumer.deployer?.principalId, "Managed Identity Operator", readerIdentityId);
  });
}

/** A container in a storage account. */
function furnishContainer(world: World, storageAccountId: string, name: string): void {
  const id = `${storageAccountId}/blobServices/default/containers/${name}`;
  world.put("azurerm_storage_container", id, { name, storage_account_id: storageAccountId });
}

function furnishVault(world: World, plan: PlannedHub, madeUp: () => string): void {
  world.put("azurerm_key_vault", plan.keyVaultId, {
    name: plan.keyVaultName,
    network_acls: [
      {
        default_action: "Deny",
        bypass: "AzureServices",
        ip_rules: [...plan.admittedAddresses],
        virtual_network_subnet_ids: [...plan.admittedSubnetIds],
      },
    ],
  });
  plan.secrets
    .filter(({ source }) => source === "variable" || source === "runtime-key")
    .forEach(({ name }) => world.putSecret(plan.keyVaultId, name, madeUp()));
  const kept: KeptRule[] = [
    { name: "send", source: "relay-send-rule", secretName: (forward) => plan.sendRuleSecretName(forward) },
    { name: "listen", source: "relay-listen-rule", secretName: (forward) => plan.listenRuleSecretName(forward) },
  ];
  kept.forEach((rule) => furnishRule(world, plan, rule));
}

function furnishRule(world: World, plan: PlannedHub, { name, source, secretName }: KeptRule): void {
  const names = plan.secrets.filter((secret) => secret.source === source).map((secret) => secret.name);
  for (const forward of plan.forwards) {
    const secret = secretName(forward);
    if (names.includes(secret)) {
      const id = `${plan.hybridConnectionId(forward)}/authorizationRules/${name}`;
      world.put(CONNECTION_RULE, id, { properties: { rights: [name === "send" ? "Send" : "Listen"] } });
      world.putSecret(plan.keyVaultId, secret, text(world.find(id)?.hidden ?? {}, "primaryConnectionString"));
    }
  }
}
