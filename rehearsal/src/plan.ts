/**
 * What a rehearsal wants to know of a plan. A `Holding` of cdktf-azure-hybrid-connectivity, the rehearsal's peer, says
 * all of it, and is handed in as it is: data, of which nothing here is made anew.
 */
export interface PlannedHolding {
  /** Every hub. */
  readonly hubPlans: readonly PlannedHub[];
  /** Every domain, once per environment. */
  readonly domainPlans: readonly PlannedDomain[];
  /** Every gateway. */
  readonly gatewayPlans?: readonly PlannedStack[];
}

/** Who runs Terraform for a stack. */
export interface PlannedDeployer {
  /** Object ID. */
  readonly principalId: string;
  /** Public IPv4 addresses, or ranges, from which it deploys. */
  readonly addresses?: readonly string[] | undefined;
}

/** A stack, and who deploys it. */
export interface PlannedStack {
  readonly stackName: string;
  /** In which it makes what it makes. */
  readonly subscriptionId: string;
  readonly deployer?: PlannedDeployer | undefined;
  /** The hub that has to be there before it. */
  readonly hub?: PlannedHub | undefined;
  /** What it takes from domains of other subsidiaries; their hubs have to be there before it, too. */
  readonly takenHandoffs?: readonly PlannedHandoff[];
}

/** Data that one domain gives and another takes, by a container in the giver's hub. */
export interface PlannedHandoff {
  readonly provider: PlannedStack;
}

/** A hub, by the names and IDs of what it holds. */
export interface PlannedHub {
  readonly stackName: string;
  /** `development` or `production`. */
  readonly tier: string;
  readonly subscriptionId: string;
  readonly deployer?: PlannedDeployer | undefined;
  readonly keyVaultId: string;
  readonly keyVaultName: string;
  readonly runtimes: readonly PlannedRuntime[];
  readonly secrets: readonly PlannedHubSecret[];
  readonly domains: readonly PlannedDomain[];
  readonly sites: readonly PlannedSite[];
  /** From where images are pulled; the hub's own, or another. */
  readonly registry?: { readonly registryName: string; readonly resourceId: string };
  hybridConnectionId(forward: PlannedForward): string;
  listenRuleSecretName(forward: PlannedForward): string;
  runtimesAt(site: PlannedSite): readonly PlannedRuntime[];
}

/** A place on premises, with who installs what it runs. */
export interface PlannedSite {
  readonly name: string;
  /** Public IPv4 addresses, or ranges, by which it leaves its network. */
  readonly egressAddresses: readonly string[];
  /** By what its listeners are known: `identity` or `shared-access-key`, or both while one of them is about to go. */
  readonly listenerAccesses: readonly string[];
  readonly operators: readonly PlannedOperator[];
  /** Whether listeners run in containers, whose image the operators pull. */
  readonly listensInContainers?: boolean;
  forwardsIn(tier: string): readonly PlannedForward[];
}

/** Who installs what a site runs: people, or a machine that listens. */
export interface PlannedOperator {
  /** Object ID. */
  readonly principalId: string;
  /** `group`, `person` or `machine`; a group when left out. */
  readonly kind?: string | undefined;
}

/** A domain in one environment. */
export interface PlannedDomain extends PlannedStack {
  readonly hub: PlannedHub;
  /** The stack of its hub's deployer that says what it may, and has to be there before it. */
  readonly accessStackName: string;
  /** Its resource group, which that stack makes. */
  readonly resourceGroupId: string;
}

/** A physical runtime, and the machines that carry it. */
export interface PlannedRuntime {
  readonly runtimeId: string;
  readonly runtimeName: string;
  readonly nodes: readonly { readonly name: string; readonly siteName?: string }[];
}

/** One port on premises, by the hybrid connection that carries it. */
export interface PlannedForward {
  readonly hybridConnectionName: string;
}

/** A secret of a hub's vault. */
export interface PlannedHubSecret {
  readonly name: string;
  /** `variable`, `external`, `relay-send-rule` or `relay-listen-rule`. */
  readonly source: string;
}
