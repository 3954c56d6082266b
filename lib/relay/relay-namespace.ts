import { Construct } from "constructs";
import { versioned } from "../azapi/api-versions";
import { AzapiResource } from "../azapi/azapi-resource";
import { lookUpGroupId } from "../azapi/group-id";
import { ownNameViolations } from "../core/one-name";
import { nameIn, resourceGroupNameIn, resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { IAzureResource } from "../identity/principal";
import { relayHostName } from "../tunnel/profile-access";
import { refuseRootKeys } from "./least-privilege";

/** A Relay namespace: what senders and listeners both dial out to. */
export interface IRelayNamespace extends IAzureResource {
  /** Name, global in Azure. */
  readonly namespaceName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Host name that both ends dial, `<name>.servicebus.windows.net`. */
  readonly hostName: string;
}

/** How to make a {@link RelayNamespace}. */
export interface RelayNamespaceProps {
  /** 6-50 letters, digits and hyphens, a letter first, a letter or digit last; global in Azure. */
  readonly namespaceName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
  /**
   * Subscription (UUID) in which it lies.
   *
   * @default - that of the stack's provider azurerm
   */
  readonly subscriptionId?: string;
  /**
   * Whether it can be reached from the internet. Without, senders and listeners need a private endpoint of yours.
   *
   * @default true
   */
  readonly publicNetworkAccess?: boolean;
}

/**
 * A Relay namespace that this stack owns. Its RootManageSharedAccessKey opens everything in it and reaches nobody:
 * a stack in which anything reads that key is refused (`relay/least-privilege`).
 */
export class RelayNamespace extends Construct implements IRelayNamespace {
  /** Refers to a Relay namespace that another stack or team owns. @throws `core/resource-id`; when synthesized, `relay/least-privilege` */
  public static fromResourceId(scope: Construct, id: string, resourceId: string): IRelayNamespace {
    class Imported extends Construct implements IRelayNamespace {
      public readonly resourceId = resourceId;
      public readonly namespaceName = nameIn(resourceId);
      public readonly resourceGroupName = resourceGroupNameIn(resourceId);
      public readonly hostName = relayHostName(this.namespaceName);
    }
    const namespace = new Imported(scope, id);
    refuse(namespace, resourceIdViolations("Microsoft.Relay/namespaces", resourceId));
    refuseRootKeys(namespace);
    return namespace;
  }

  public readonly resourceId: string;
  public readonly namespaceName: string;
  public readonly resourceGroupName: string;
  public readonly hostName: string;

  /** @throws `core/one-name`, `core/known-name`, `relay/namespace-name`; when synthesized, `relay/least-privilege` */
  constructor(scope: Construct, id: string, props: RelayNamespaceProps) {
    super(scope, id);
    refuse(this, ownNameViolations(this, "relayNamespace", "", props.namespaceName));
    const resource = new AzapiResource(this, "Resource", {
      type: versioned("Microsoft.Relay/namespaces"),
      name: props.namespaceName,
      parentId: lookUpGroupId(this, props),
      location: props.location,
      body: {
        sku: { name: "Standard", tier: "Standard" },
        properties: { publicNetworkAccess: props.publicNetworkAccess === false ? "Disabled" : "Enabled" },
      },
    });
    this.resourceId = resource.id;
    this.namespaceName = resource.name;
    this.resourceGroupName = props.resourceGroupName;
    this.hostName = relayHostName(props.namespaceName);
    refuseRootKeys(this);
  }
}
