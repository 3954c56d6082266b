/** Names of a hub's resources that differ from the derived ones. */
export interface HubNames {
  /** @default - derived from the plan */
  readonly resourceGroup?: string;
  /** Infrastructure factory, global in Azure. @default - derived from the plan */
  readonly dataFactory?: string;
  /** Shared self-hosted integration runtime. @default - derived from the plan */
  readonly integrationRuntime?: string;
  /** Global in Azure. @default - derived from the plan */
  readonly relayNamespace?: string;
  /** Global in Azure. @default - derived from the plan */
  readonly keyVault?: string;
  /** Global in Azure. @default - derived from the plan */
  readonly storageAccount?: string;
  /** Global in Azure. @default - derived from the plan */
  readonly containerRegistry?: string;
}

/** Names of a domain's resources in one environment that differ from the derived ones. */
export interface DomainNames {
  /** @default - derived from the plan */
  readonly resourceGroup?: string;
  /** Global in Azure. @default - derived from the plan */
  readonly dataFactory?: string;
  /** The linked runtime in the domain's own factory. @default - derived from the plan */
  readonly integrationRuntime?: string;
  /** Global in Azure; holds the file shares of the domain's jobs. @default - derived from the plan */
  readonly storageAccount?: string;
  /** In the hub's factory, where the domain has a runtime of its own in this tier. @default - derived from the plan */
  readonly dedicatedRuntime?: string;
  /** As whom the factory comes, in the hub's resource group; of another region under another name. @default - derived from the plan */
  readonly factoryIdentity?: string;
  /** As whom the jobs come, in the hub's resource group; of another region under another name. @default - derived from the plan */
  readonly jobIdentity?: string;
}

/** Names of a gateway's resources that differ from the derived ones. */
export interface GatewayNames {
  /** @default - derived from the plan */
  readonly resourceGroup?: string;
  /** What everything else of the gateway is named after. @default - derived from the plan */
  readonly relayGateway?: string;
}
