import { RelayKeys } from "../relay/relay-keys";
import { Deployer } from "./deployer";
import { HubNames } from "./names";
import { PlannedRegistry } from "./planned-registry";
import { ISecretReader } from "./secret-reader";

/** How to plan a {@link Subsidiary}. */
export interface SubsidiaryProps {
  /**
   * Subscription (UUID) of the development hub, and of the domains in development environments.
   *
   * @default - the subsidiary has no development
   */
  readonly developmentSubscriptionId?: string;
  /**
   * Subscription (UUID) of the production hub, and of the domains in production environments.
   *
   * @default - the subsidiary has no production
   */
  readonly productionSubscriptionId?: string;
  /**
   * Subscriptions (UUIDs) of the domains in single environments, by the environment's name.
   *
   * @default - that of the tier
   */
  readonly environmentSubscriptionIds?: Record<string, string>;
  /**
   * Azure region.
   *
   * @default - that of the holding
   */
  readonly location?: string;
  /**
   * Who runs Terraform for the development hub.
   *
   * @default - not planned: give it to `ConnectivityHub`
   */
  readonly developmentDeployer?: Deployer;
  /**
   * Who runs Terraform for the production hub.
   *
   * @default - not planned: give it to `ConnectivityHub`
   */
  readonly productionDeployer?: Deployer;
  /**
   * Names in the development hub that differ from the derived ones.
   *
   * @default - every name is derived
   */
  readonly developmentHubNames?: HubNames;
  /**
   * Names in the production hub that differ from the derived ones.
   *
   * @default - every name is derived
   */
  readonly productionHubNames?: HubNames;
  /**
   * From where what runs in development is pulled, by every domain.
   *
   * @default PlannedRegistry.OF_HUB
   */
  readonly developmentRegistry?: PlannedRegistry;
  /**
   * From where what runs in production is pulled, likewise.
   *
   * @default PlannedRegistry.OF_HUB
   */
  readonly productionRegistry?: PlannedRegistry;
  /**
   * From where development pulled until now: it still may, and programs are refused images of it.
   *
   * @default - none
   */
  readonly retiredDevelopmentRegistry?: PlannedRegistry;
  /**
   * From where production pulled until now, likewise.
   *
   * @default - none
   */
  readonly retiredProductionRegistry?: PlannedRegistry;
  /**
   * Which keys of the development hub's Relay are served, where sites or jobs use keys.
   *
   * @default RelayKeys.FIRST
   */
  readonly developmentRelayKeys?: RelayKeys;
  /**
   * Which keys of the production hub's Relay are served, likewise.
   *
   * @default RelayKeys.FIRST
   */
  readonly productionRelayKeys?: RelayKeys;
  /**
   * Whether what people try out in Azure Data Factory Studio (test connection, browse, preview) reaches the runtimes' nodes
   * past Azure Relay. Their firewalls then need no way to `*.servicebus.windows.net` for them; copies never do.
   *
   * @default false
   */
  readonly selfContainedInteractiveAuthoringEnabled?: boolean;
}

/** How to plan a secret in the vaults of a subsidiary's hubs. */
export interface PlannedSecretProps {
  /**
   * Who may read it, and nobody else: domains of the same subsidiary (their factories and all jobs that share the
   * domain's identity), and planned jobs of theirs.
   */
  readonly readers: ISecretReader[];
  /**
   * Whether somebody else puts it into the vault. Otherwise the hub's stack writes it from a sensitive variable.
   *
   * @default false
   */
  readonly external?: boolean;
  /**
   * Whether its readers' workloads read it by their identities and nobody else does: Terraform then cannot look it up,
   * and it reaches no state.
   *
   * @default false
   */
  readonly byIdentityOnly?: boolean;
  /**
   * Whether it is about to go: it stays in the vault and readable, and is refused to whatever uses it.
   *
   * @default false
   */
  readonly retired?: boolean;
  /**
   * Domains and planned jobs that read it until now: they still may, and their programs are refused it.
   *
   * @default - none
   */
  readonly retiredReaders?: ISecretReader[];
  /**
   * A whole number of 1 or more. Raise it when the value has changed: Terraform keeps none of it, and so sees no change.
   *
   * @default 1
   */
  readonly version?: number;
}
