import { distinctIds, resourceGroupId, resourceId } from "../core/resource-id";
import { deriveName } from "../core/resource-name";
import { RelayKeys } from "../relay/relay-keys";
import { Forward } from "../tunnel/forward";
import { PortPlan } from "../tunnel/port-plan";
import { relayHostName } from "../tunnel/profile-access";
import { Deployer } from "./deployer";
import { DomainPlan } from "./domain-plan";
import type { GatewayPlan } from "./gateway-plan";
import { PlannedRegistry, RegistryPlan, registryPlan } from "./planned-registry";
import { PlannedSecret, SecretSource } from "./planned-secret";
import { RelayAccess } from "./relay-access";
import { withRetired } from "./retired";
import { RuntimePlan } from "./runtime-plan";
import { listenRuleSecretName, sendRuleSecretName } from "./secret-names";
import type { Site } from "./site";
import type { Subsidiary } from "./subsidiary";
import type { TierProps } from "./subsidiary-rules";
import { Tier } from "../ownership/tier";

/** What one subsidiary's domains of one tier share: names, IDs, secrets and addresses, all known without Azure. */
export class HubPlan {
  /** Name of its stack, for example `hub-retail-production`. */
  public readonly stackName: string;
  /** Subscription in which it lies. */
  public readonly subscriptionId: string;
  /** Azure region. */
  public readonly location: string;
  /** Resource group that holds everything of the hub. */
  public readonly resourceGroupName: string;
  /** The infrastructure factory, which owns the shared runtimes. */
  public readonly dataFactoryName: string;
  /** Where senders and listeners meet. */
  public readonly relayNamespaceName: string;
  /** The vault of all its secrets. */
  public readonly keyVaultName: string;
  /** Storage of the hub itself; domains have accounts of their own. */
  public readonly storageAccountName: string;
  /** Where what its domains and sites run is pulled from: its own registry, or one of yours. */
  public readonly registry: RegistryPlan;
  /** Where that was pulled from until now, and still may be; undefined where nothing is about to go. */
  public readonly retiredRegistry?: RegistryPlan;
  /** The runtime that all domains share, but those with a dedicated one. */
  public readonly runtime: RuntimePlan;
  /** Who runs Terraform for the hub; undefined where the plan does not say. */
  public readonly deployer?: Deployer;
  /** Which keys of its Relay's rules are in its vault, where sites or jobs use keys. */
  public readonly relayKeys: RelayKeys;
  private readonly dedicated = new Map<string, RuntimePlan>();
  private readonly subnets: string[] = [];

  /** @internal */
  public static _of(subsidiary: Subsidiary, props: TierProps): HubPlan {
    return new HubPlan(subsidiary, props.tier, props);
  }

  private constructor(
    private readonly subsidiary: Subsidiary,
    /** Development, shared by environments, or production. */
    public readonly tier: Tier,
    props: TierProps,
  ) {
    const parts = [subsidiary.holdingName, subsidiary.name, tier];
    const { names = {} } = props;
    this.stackName = `hub-${subsidiary.name}-${tier}`;
    this.subscriptionId = props.subscriptionId;
    this.location = subsidiary.location;
    this.deployer = props.deployer;
    this.relayKeys = props.relayKeys ?? RelayKeys.FIRST;
    this.resourceGroupName = names.resourceGroup ?? deriveName("resourceGroup", parts);
    this.dataFactoryName = names.dataFactory ?? deriveName("dataFactory", parts);
    this.relayNamespaceName = names.relayNamespace ?? deriveName("relayNamespace", parts);
    this.keyVaultName = names.keyVault ?? deriveName("keyVault", parts);
    this.storageAccountName = names.storageAccount ?? deriveName("storageAccount", parts);
    const registryName = names.containerRegistry ?? deriveName("containerRegistry", parts);
    const own = {
      registryName,
      resourceId: resourceId(this, "Microsoft.ContainerRegistry", "registries", registryName),
    };
    this.registry = registryPlan(props.registry ?? PlannedRegistry.OF_HUB, own);
    this.retiredRegistry = props.retiredRegistry && registryPlan(props.retiredRegistry, own);
    this.runtime = this.runtimePlan(
      names.integrationRuntime ?? deriveName("integrationRuntime", [subsidiary.name, tier]),
    );
  }

  /** The legal entity that it serves. */
  public get subsidiaryName(): string {
    return this.subsidiary.name;
  }

  /** Entra tenant of the holding; undefined where the plan does not say. */
  public get tenantId(): string | undefined {
    return this.subsidiary.tenantId;
  }

  /** Azure resource ID of the role by which its runtimes are linked; undefined where that is Contributor. */
  public get linkRoleId(): string | undefined {
    return this.roleId(this.subsidiary._roles.linkRuntime);
  }

  /** Azure resource ID of the role by which its runtimes' keys are read; undefined where that is Data Factory Contributor. */
  public get keyRoleId(): string | undefined {
    return this.roleId(this.subsidiary._roles.readRuntimeKeys);
  }

  /** Azure resource ID of its resource group. */
  public get resourceGroupId(): string {
    return resourceGroupId(this);
  }

  /** Azure resource ID of its factory. */
  public get dataFactoryId(): string {
    return resourceId(this, "Microsoft.DataFactory", "factories", this.dataFactoryName);
  }

  /** Azure resource ID of its Relay namespace. */
  public get relayNamespaceId(): string {
    return resourceId(this, "Microsoft.Relay", "namespaces", this.relayNamespaceName);
  }

  /** Host name of its Relay namespace, which senders and listeners dial. */
  public get relayHostName(): string {
    return relayHostName(this.relayNamespaceName);
  }

  /** Azure resource ID of its vault. */
  public get keyVaultId(): string {
    return resourceId(this, "Microsoft.KeyVault", "vaults", this.keyVaultName);
  }

  /** Azure resource ID of its storage account. */
  public get storageAccountId(): string {
    return resourceId(this, "Microsoft.Storage", "storageAccounts", this.storageAccountName);
  }

  /** Name of the blob container, in its storage, of the packages that machines install. */
  public get packageContainerName(): string {
    return "packages";
  }

  /** The registry that is used, and the retired one. */
  public get registries(): RegistryPlan[] {
    return withRetired(this.registry, this.retiredRegistry);
  }

  /** The registry that the hub makes, be it a retired one; undefined where yours are used. */
  public get ownRegistry(): RegistryPlan | undefined {
    return this.registries.find(({ ofHub }) => ofHub);
  }

  /** The shared runtime first, then those dedicated to one domain. */
  public get runtimes(): RuntimePlan[] {
    return [this.runtime, ...this.dedicated.values()];
  }

  /** The runtimes of which at least one node stands at `site`. */
  public runtimesAt(site: Site): RuntimePlan[] {
    return this.runtimes.filter(({ nodes }) => nodes.some(({ siteName }) => siteName === site.name));
  }

  /** Names of the nodes of its runtimes that stand at `site`. @internal */
  public _nodesAt(site: Site): string[] {
    const nodes = this.runtimes.flatMap((runtime) => runtime.nodes);
    return nodes.filter(({ siteName }) => siteName === site.name).map(({ name }) => name);
  }

  /** Everything on premises that the hub's Relay namespace reaches. */
  public get forwards(): Forward[] {
    return this.subsidiary.forwardsIn(this.tier);
  }

  /** Where a sender beside its client would listen for each of them, 1:1. */
  public get portPlan(): PortPlan {
    return PortPlan.sidecar(this.forwards);
  }

  /** The places on premises that listen in its Relay namespace, or carry its runtimes. */
  public get sites(): Site[] {
    return this.subsidiary.sites;
  }

  /** The gateway that sends through its Relay namespace; undefined where none is planned. */
  public get gatewayPlan(): GatewayPlan | undefined {
    return this.subsidiary.gatewayPlans.find(({ tier }) => tier === this.tier);
  }

  /** The domains that it serves, once per environment. */
  public get domains(): DomainPlan[] {
    return this.subsidiary.domains.flatMap((domain) => domain.plans.filter((plan) => plan.tier === this.tier));
  }

  /** Every secret that its vault holds, with the domains that may read it. */
  public get secrets(): PlannedSecret[] {
    return [...this.subsidiary.secrets, ...this.sendRuleSecrets(), ...this.listenRuleSecrets()];
  }

  /** Public addresses of the deployers and sites that its vault admits, each once. */
  public get admittedAddresses(): string[] {
    const deployers = [this.deployer, ...this.domains.map((domain) => domain.deployer)];
    const addresses = [
      ...deployers.flatMap((deployer) => deployer?.addresses ?? []),
      ...this.subsidiary.sites.flatMap((site) => site.egressAddresses),
    ];
    return [...new Set(addresses)].sort();
  }

  /** Azure resource IDs of the subnets that its vault admits, each once. */
  public get admittedSubnetIds(): string[] {
    return distinctIds(this.subnets);
  }

  /** Azure resource ID of the hybrid connection that carries `forward`. */
  public hybridConnectionId(forward: Forward): string {
    return `${this.relayNamespaceId}/hybridConnections/${forward.hybridConnectionName}`;
  }

  /** Name of the secret that holds the send-only connection string of `forward`. */
  public sendRuleSecretName(forward: Forward): string {
    return sendRuleSecretName(forward.name);
  }

  /** Name of the secret that holds the listen-only connection string of `forward`. */
  public listenRuleSecretName(forward: Forward): string {
    return listenRuleSecretName(forward.name);
  }

  /** Name of the holding that its subsidiary belongs to. @internal */
  public get _holdingName(): string {
    return this.subsidiary.holdingName;
  }

  /** Azure resource ID of a user-assigned identity in its resource group. @internal */
  public _identityId(name: string): string {
    return resourceId(this, "Microsoft.ManagedIdentity", "userAssignedIdentities", name);
  }

  /** @internal */
  public _admitSubnet(subnetId: string): void {
    this.subnets.push(subnetId);
  }

  /** The runtime that only `domainName` would link. @internal */
  public _planDedicatedRuntime(domainName: string, runtimeName: string): RuntimePlan {
    return this.runtimePlan(runtimeName, domainName);
  }

  /** @internal */
  public _addDedicatedRuntime(domainName: string, plan: RuntimePlan): void {
    this.dedicated.set(domainName, plan);
  }

  /** The runtime dedicated to this domain, if there is one. @internal */
  public _dedicatedRuntime(domainName: string): RuntimePlan | undefined {
    return this.dedicated.get(domainName);
  }

  private roleId(uuid: string | undefined): string | undefined {
    const definitions = "providers/Microsoft.Authorization/roleDefinitions";
    return uuid && `/subscriptions/${this.subscriptionId}/${definitions}/${uuid}`;
  }

  private runtimePlan(runtimeName: string, dedicatedTo?: string): RuntimePlan {
    return new RuntimePlan({
      runtimeName,
      runtimeId: `${this.dataFactoryId}/integrationRuntimes/${runtimeName}`,
      subsidiaryName: this.subsidiary.name,
      tier: this.tier,
      dedicatedTo,
      selfContainedInteractiveAuthoringEnabled: this.subsidiary.selfContainedInteractiveAuthoringEnabled,
    });
  }

  private sendRuleSecrets(): PlannedSecret[] {
    const byKey = this.subsidiary.domains.filter(
      (domain) =>
        domain.relayAccesses.includes(RelayAccess.SHARED_ACCESS_KEY) &&
        domain.plans.some((plan) => plan.tier === this.tier),
    );
    const reached = byKey
      .flatMap((domain) => [domain, ...domain.jobs])
      .map((sender) => ({ sender, forwards: new Set(sender._reach.all) }));
    return this.subsidiary.forwards.flatMap((planned) => {
      const senders = reached.flatMap(({ sender, forwards }) => (forwards.has(planned) ? sender : []));
      const ends = senders.length === 0 ? [] : planned._endsIn(this.tier);
      return ends.map(
        (forward) =>
          new PlannedSecret(this.sendRuleSecretName(forward), SecretSource.RELAY_SEND_RULE, { readers: senders }),
      );
    });
  }

  private listenRuleSecrets(): PlannedSecret[] {
    const byKey = this.sites.filter((site) => site.listenerAccesses.includes(RelayAccess.SHARED_ACCESS_KEY));
    return byKey.flatMap((site) =>
      site
        .forwardsIn(this.tier)
        .map(
          (forward) =>
            new PlannedSecret(this.listenRuleSecretName(forward), SecretSource.RELAY_LISTEN_RULE, { readers: [] }),
        ),
    );
  }
}
