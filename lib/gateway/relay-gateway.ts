import { Construct } from "constructs";
import { refuse, warn } from "../core/rule";
import { Grant } from "../identity/grant";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { IAzureResource } from "../identity/principal";
import { Role } from "../identity/role";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { HybridConnection } from "../relay/hybrid-connection";
import { CloudConfig } from "./cloud-config";
import { GatewayDefinition, gatewayDefinitionOf } from "./gateway-definition";
import { gatewayFiles } from "./gateway-files";
import { addAutoscale, addMachines } from "./gateway-machines";
import { configurationViolations, refuseGateway } from "./gateway-rules";
import { addBalancer } from "./load-balancer";
import { authorityWarnings } from "./mutual-tls-rules";
import { RelayGatewayProps } from "./relay-gateway-props";
import { addSecurityGroup } from "./security-group";

/**
 * On-premises services on predefined ports for clients in Azure: a scale set of Linux machines, each running azbridge as
 * sender, behind a load balancer that leaves out whatever tunnel is dead.
 */
export class RelayGateway extends Construct implements IAzureResource {
  /** Azure resource ID of the scale set. */
  public readonly resourceId: string;
  /** What it consists of is named after this. */
  public readonly gatewayName: string;
  /** IPv4 address at which clients find it, known after apply; give it the on-premises hosts' names in the clients' DNS. */
  public readonly address: string;
  /** Azure resource ID of the subnet in which its machines stand, for a vault to admit. */
  public readonly subnetId: string;
  /** Whose rights its machines use: it exists, with its rights in effect, before the first of them starts. */
  public readonly identity: UserAssignedIdentity;

  /** @throws `gateway/…` for whatever is wrong with the gateway, all at once */
  constructor(scope: Construct, id: string, props: RelayGatewayProps) {
    super(scope, id);
    const gateway = gatewayDefinitionOf(props);
    refuseGateway(this, gateway);
    warn(this, authorityWarnings(gateway.mutualTls));
    this.gatewayName = gateway.gatewayName;
    this.identity = new UserAssignedIdentity(this, "Identity", {
      identityName: `${gateway.gatewayName}-id`,
      resourceGroupName: gateway.resourceGroupName,
      location: gateway.location,
    });
    const configuration = new CloudConfig(gatewayFiles(gateway), this.identity.clientId);
    refuse(this, configurationViolations(configuration, gateway.ports.forwards.length));
    const startable = new GrantsInEffect(this, "Startable", { propagation: gateway.propagation });
    this.grantAll(gateway).forEach((grant) => startable.add(grant));
    const subnetId = gateway.network._addTo(this, gateway);
    const { address, pool } = addBalancer(this, gateway, subnetId);
    const machines = addMachines(this, gateway, {
      subnetId,
      securityGroupId: addSecurityGroup(this, gateway).id,
      pool,
      identity: this.identity,
      configuration,
      after: [startable.dependable],
    });
    addAutoscale(this, gateway, machines.id);
    this.resourceId = machines.id;
    this.address = address;
    this.subnetId = subnetId;
  }

  /** To send through each forward's hybrid connection, and to read the package and the certificate: nothing else. */
  private grantAll({ ports, relayNamespace, azbridgePackage, mutualTls }: GatewayDefinition): (Grant | undefined)[] {
    const certificate = mutualTls?.vault.secret(mutualTls.certificateSecretName);
    return [
      ...ports.forwards.map((forward) => {
        const connectionId = `${relayNamespace.resourceId}/hybridConnections/${forward.hybridConnectionName}`;
        const connection = HybridConnection.fromResourceId(this, `HybridConnection-${forward.name}`, connectionId);
        return connection.grantSend(this.identity);
      }),
      this.identity.grant(Role.STORAGE_BLOB_DATA_READER, azbridgePackage.container),
      ...(certificate === undefined ? [] : [certificate.grantRead(this.identity)]),
    ];
  }
}
