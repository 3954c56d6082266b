import { ContainerAppEnvironment as ContainerAppEnvironmentResource } from "@cdktf/provider-azurerm/lib/container-app-environment";
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { Construct } from "constructs";
import { ownNameViolations } from "../../core/one-name";
import { nameIn, resourceIdViolations } from "../../core/resource-id";
import { refuse } from "../../core/rule";
import { IAzureResource } from "../../identity/principal";

/** What an environment hands to Azure Monitor. Source: Microsoft, supported logs of Microsoft.App/managedEnvironments. */
const LOGS = ["ContainerAppConsoleLogs", "ContainerAppSystemLogs"];

/** The profile without machines of one's own: every environment with workload profiles has it, and pays for runs alone. */
export const CONSUMPTION_PROFILE = "Consumption";

/** Where Container Apps jobs run: it has their network and collects their logs. */
export interface IContainerAppEnvironment extends IAzureResource {
  /** Name of the environment. */
  readonly environmentName: string;
}

/** How to make a {@link ContainerAppEnvironment}. */
export interface ContainerAppEnvironmentProps {
  /** 2-60 lowercase letters, digits and single inner hyphens, a letter first. */
  readonly environmentName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region; its jobs lie in the same one. */
  readonly location: string;
  /**
   * Resource ID of a subnet of its own, /27 or larger, delegated to Microsoft.App/environments. A vault or a storage
   * account that is closed by default admits jobs by it.
   *
   * @default - Azure's own network
   */
  readonly subnetId?: string;
  /**
   * Resource ID of the Log Analytics workspace that keeps what containers say, of whatever subscription: in its tables
   * ContainerAppConsoleLogs and ContainerAppSystemLogs.
   *
   * @default - none: only who looks on while a job runs sees its log
   */
  readonly logAnalyticsWorkspaceId?: string;
}

/** An environment that this stack owns, with the profile `Consumption`. Nothing in it can be reached from the internet where it has a subnet. */
export class ContainerAppEnvironment extends Construct implements IContainerAppEnvironment {
  /** Refers to an environment that another stack or team owns. @throws `core/resource-id` */
  public static fromResourceId(scope: Construct, id: string, resourceId: string): IContainerAppEnvironment {
    class Imported extends Construct implements IContainerAppEnvironment {
      public readonly resourceId = resourceId;
      public readonly environmentName = nameIn(resourceId);
    }
    const environment = new Imported(scope, id);
    refuse(environment, resourceIdViolations("Microsoft.App/managedEnvironments", resourceId));
    return environment;
  }

  public readonly resourceId: string;
  public readonly environmentName: string;

  /** @throws `core/one-name`, `dbt/app-environment-name` */
  constructor(scope: Construct, id: string, props: ContainerAppEnvironmentProps) {
    super(scope, id);
    refuse(this, ownNameViolations(this, "containerAppEnvironment", props.resourceGroupName, props.environmentName));
    const { subnetId, logAnalyticsWorkspaceId } = props;
    const resource = new ContainerAppEnvironmentResource(this, "Resource", {
      name: props.environmentName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      infrastructureSubnetId: subnetId,
      internalLoadBalancerEnabled: subnetId === undefined ? undefined : true,
      logsDestination: logAnalyticsWorkspaceId === undefined ? undefined : "azure-monitor",
      workloadProfile: [{ name: CONSUMPTION_PROFILE, workloadProfileType: CONSUMPTION_PROFILE }],
    });
    this.resourceId = resource.id;
    this.environmentName = props.environmentName;
    if (logAnalyticsWorkspaceId !== undefined) {
      // A workspace of another subscription, given to the environment itself, is never found again by azurerm.
      new MonitorDiagnosticSetting(this, "Logs", {
        name: "logs",
        targetResourceId: resource.id,
        logAnalyticsWorkspaceId,
        enabledLog: LOGS.map((category) => ({ category })),
      });
    }
  }
}
