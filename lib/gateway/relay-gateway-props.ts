import { Duration } from "../core/duration";
import { IRelayNamespace } from "../relay/relay-namespace";
import { PortPlan } from "../tunnel/port-plan";
import { GatewayPackage } from "./gateway-package";
import { GatewayFrontend } from "./gateway-frontend";
import { GatewayNetwork } from "./gateway-network";
import { GatewayScaling } from "./gateway-scaling";
import { MutualTls } from "./mutual-tls";

/** SSH to the machines of a gateway, which by default run no SSH server. */
export interface GatewaySsh {
  /** Public key of the user `gateway`, RSA or Ed25519, as in an `authorized_keys` file. */
  readonly publicKey: string;
  /** IPv4 addresses or CIDR ranges from which port 22 can be reached, for example the subnet of a bastion. */
  readonly allowedSources: string[];
}

/** How to make a `RelayGateway`. */
export interface RelayGatewayProps {
  /** 2-50 lowercase letters, digits and single inner hyphens; what it consists of is named after it. */
  readonly gatewayName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
  /** The namespace through which it sends. */
  readonly relayNamespace: IRelayNamespace;
  /** What it exposes at which ports: `PortPlan.gateway(…)`. */
  readonly ports: PortPlan;
  /** The release of azbridge that its machines run. */
  readonly azbridgePackage: GatewayPackage;
  /** Where its machines stand. */
  readonly network: GatewayNetwork;
  /**
   * Where clients find it.
   *
   * @default GatewayFrontend.internal()
   */
  readonly frontend?: GatewayFrontend;
  /** IPv4 addresses or CIDR ranges of the clients, and of nobody else. */
  readonly allowedSources: string[];
  /**
   * Whether `allowedSources` may say everybody, such as `0.0.0.0/0`.
   *
   * @default false
   */
  readonly acceptAnySource?: boolean;
  /**
   * A certificate that clients have to show.
   *
   * @default - none: whoever `allowedSources` admits is let through
   */
  readonly mutualTls?: MutualTls;
  /**
   * How many machines there are.
   *
   * @default GatewayScaling.onCpu()
   */
  readonly scaling?: GatewayScaling;
  /**
   * Azure's name of the machines' size, x64.
   *
   * @default "Standard_D2s_v5"
   */
  readonly machineSize?: string;
  /**
   * Zones over which the machines are spread, at least two; an empty list in a region that has none.
   *
   * @default - 1, 2 and 3
   */
  readonly zones?: string[];
  /**
   * How long a connection may idle until the load balancer resets it, 4-100 whole minutes. Keep-alives of a client count
   * as life.
   *
   * @default Duration.minutes(30)
   */
  readonly idleTimeout?: Duration;
  /**
   * How long no byte may come or go on a connection, 1-10,080 whole minutes, until the machine ends it: longer than the
   * longest statement that is silent until it is done. Keep-alives count for nothing here.
   *
   * @default Duration.hours(24)
   */
  readonly silenceTimeout?: Duration;
  /**
   * Time between two proofs of one forward on one machine, 1-300 seconds. Each is a connection to the on-premises service.
   *
   * @default Duration.seconds(10)
   */
  readonly proofInterval?: Duration;
  /**
   * SSH to the machines.
   *
   * @default - none: no server runs, and no port is open
   */
  readonly ssh?: GatewaySsh;
  /**
   * How long Azure may take until the rights of the gateway's identity count.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}
