import { RelayHybridConnection } from "@cdktf/provider-azurerm/lib/relay-hybrid-connection";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { versioned } from "../azapi/api-versions";
import { AzapiResource } from "../azapi/azapi-resource";
import { EphemeralAzapiResourceAction } from "../azapi/ephemeral-azapi-resource-action";
import { ownNameViolations } from "../core/one-name";
import { resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { Grant } from "../identity/grant";
import { IAzureResource, IPrincipal } from "../identity/principal";
import { Role } from "../identity/role";
import { KeyVault } from "../vault/key-vault";
import { ISecret } from "../vault/secret";
import { SecretValue } from "../vault/secret-value";
import { RelayKeys } from "./relay-keys";
import { IRelayNamespace } from "./relay-namespace";

/**
 * A named rendezvous point in a Relay namespace, through which senders in Azure
 * reach listeners on premises.
 */
export interface IHybridConnection extends IAzureResource {
  /** Name within its namespace; azbridge calls it the relay name. */
  readonly hybridConnectionName: string;
  /** Lets `principal` open connections: role Azure Relay Sender on this hybrid connection alone. */
  grantSend(principal: IPrincipal): Grant | undefined;
  /** Lets `principal` accept connections: role Azure Relay Listener on this hybrid connection alone. */
  grantListen(principal: IPrincipal): Grant | undefined;
}

/** How to make a {@link HybridConnection}. */
export interface HybridConnectionProps {
  /** The namespace that holds it. */
  readonly relayNamespace: IRelayNamespace;
  /** 1-260 letters, digits, `.`, `-`, `_` and `/`, a letter or digit at both ends. */
  readonly hybridConnectionName: string;
  /**
   * Free text shown to operators, for example the on-premises endpoint behind it.
   *
   * @default - none
   */
  readonly description?: string;
}

abstract class HybridConnectionBase extends Construct implements IHybridConnection {
  public abstract readonly resourceId: string;
  public abstract readonly hybridConnectionName: string;

  public grantSend(principal: IPrincipal): Grant | undefined {
    return principal.grant(Role.AZURE_RELAY_SENDER, this);
  }

  public grantListen(principal: IPrincipal): Grant | undefined {
    return principal.grant(Role.AZURE_RELAY_LISTENER, this);
  }
}

/** A hybrid connection that this stack owns; it requires authorization of its clients. */
export class HybridConnection extends HybridConnectionBase implements IHybridConnection {
  /** Refers to a hybrid connection that another stack or team owns. @throws `core/resource-id` */
  public static fromResourceId(scope: Construct, id: string, resourceId: string): IHybridConnection {
    class Imported extends HybridConnectionBase {
      public readonly resourceId = resourceId;
      public readonly hybridConnectionName = resourceId.replace(/^.*?\/hybridConnections\//i, "");
    }
    const connection = new Imported(scope, id);
    const known = !Token.isUnresolved(resourceId);
    refuse(connection, known ? resourceIdViolations("Microsoft.Relay/namespaces/hybridConnections", resourceId) : []);
    return connection;
  }

  public readonly resourceId: string;
  public readonly hybridConnectionName: string;

  /** @throws `core/one-name`, `core/known-name`, `relay/hybrid-connection-name` */
  constructor(scope: Construct, id: string, props: HybridConnectionProps) {
    super(scope, id);
    refuse(
      this,
      ownNameViolations(this, "hybridConnection", props.relayNamespace.namespaceName, props.hybridConnectionName),
    );
    const resource = new RelayHybridConnection(this, "Resource", {
      resourceGroupName: props.relayNamespace.resourceGroupName,
      relayNamespaceName: props.relayNamespace.namespaceName,
      name: props.hybridConnectionName,
      requiresClientAuthorization: true,
      userMetadata: props.description,
    });
    this.resourceId = resource.id;
    this.hybridConnectionName = resource.name;
  }

  /**
   * Makes a send-only rule and writes its connection string into the vault as a secret, and into no state or plan.
   * It is read in every plan, for which whoever plans needs `hybridConnections/authorizationRules/listKeys/action`.
   *
   * @param keys which of the rule's keys is served; by default the first.
   */
  public storeSendRule(vault: KeyVault, secretName: string, keys: RelayKeys = RelayKeys.FIRST): ISecret {
    const connectionString = this.addRule("SendRule", "send", "Send", keys);
    return vault.addSecret(secretName, SecretValue.writeOnly(connectionString, keys._writtenVersion));
  }

  /**
   * The same of a listen-only rule.
   *
   * @param keys which of the rule's keys is served; by default the first.
   */
  public storeListenRule(vault: KeyVault, secretName: string, keys: RelayKeys = RelayKeys.FIRST): ISecret {
    const connectionString = this.addRule("ListenRule", "listen", "Listen", keys);
    return vault.addSecret(secretName, SecretValue.writeOnly(connectionString, keys._writtenVersion));
  }

  /** Makes a rule with one right; its connection string is read whenever Terraform runs, and kept nowhere. */
  private addRule(id: string, ruleName: string, right: string, served: RelayKeys): string {
    const type = versioned("Microsoft.Relay/namespaces/hybridConnections/authorizationRules");
    const rule = new AzapiResource(this, id, {
      type,
      name: ruleName,
      parentId: this.resourceId,
      body: { properties: { rights: [right] } },
    });
    const keys = new EphemeralAzapiResourceAction(this, `${id}Keys`, {
      type,
      resourceId: rule.id,
      action: "listKeys",
      responseExportValues: [served._connectionString],
    });
    return keys.output(served._connectionString);
  }
}
