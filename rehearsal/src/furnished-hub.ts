import { text } from "./azure/operation";
import { ROLES } from "./azure/roles";
import { RUNTIME } from "./azure/types/data-factory";
import { CONNECTION_RULE, HYBRID_CONNECTION, NAMESPACE } from "./azure/types/relay";
import { World } from "./azure/world";
import { PlannedDomain, PlannedForward, PlannedHandoff, PlannedHub } from "./plan";

/** A rule of a hybrid connection whose connection string the hub keeps in its vault. */
interface KeptRule {
  readonly name: "send" | "listen";
  /** As the plan says it of the secret. */
  readonly source: string;
  readonly secretName: (forward: PlannedForward) => string;
}

/**
 * Puts a hub into Azure as its plan says it is, for domains whose hub another team deploys from another repository:
 * what its stack makes, and the rights that it gives to the deployers of its domains.
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
  plan.domains.forEach((domain) => {
    admit(world, plan, domain);
    domain.givenHandoffs.forEach((handoff) => furnishHandoff(world, handoff));
  });
}

/** A container, in which the deployers of both sides may give their factories the right that these need. */
function furnishHandoff(world: World, { storageAccountId, containerName, provider, consumer }: PlannedHandoff): void {
  const container = furnishContainer(world, storageAccountId, containerName);
  const roles = [
    ["Storage Blob Data Contributor", provider],
    ["Storage Blob Data Reader", consumer],
  ] as const;
  for (const [role, { deployer }] of roles) {
    if (deployer !== undefined) {
      administers(world, deployer.principalId, role, container);
    }
  }
}

/** @returns its ID. */
function furnishContainer(world: World, storageAccountId: string, name: string): string {
  const id = `${storageAccountId}/blobServices/default/containers/${name}`;
  world.put("azurerm_storage_container", id, { name, storage_account_id: storageAccountId });
  return id;
}

/** Gives a domain's deployer what the hub's stack gives it; where the plan names none, there is nobody to give it to. */
function admit(world: World, plan: PlannedHub, domain: PlannedDomain): void {
  if (domain.deployer === undefined) {
    return;
  }
  const { principalId } = domain.deployer;
  const mayGive = (role: string, scope: string): void => administers(world, principalId, role, scope);
  mayGive("Contributor", domain.runtime.runtimeId);
  mayGive("AcrPull", plan.containerRegistryId);
  if (domain.relayAccess === "identity") {
    domain.forwards.forEach((forward) => mayGive("Azure Relay Sender", plan.hybridConnectionId(forward)));
  }
  world.give(principalId, "Reader", plan.keyVaultId);
  const secretId = (name: string): string => `${plan.keyVaultId}/secrets/${name}`;
  domain.lookedUpSecretNames.forEach((name) => world.give(principalId, "Key Vault Secrets User", secretId(name)));
  domain.identitySecretNames.forEach((name) => mayGive("Key Vault Secrets User", secretId(name)));
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

/** Somebody may give and take one role there, to and from service principals. */
function administers(world: World, principalId: string, role: string, scope: string): void {
  world.give(principalId, "Role Based Access Control Administrator", scope, onlyOf(role));
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
