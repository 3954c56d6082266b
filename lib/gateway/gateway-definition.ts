import { Duration } from "../core/duration";
import { GatewayFrontend } from "./gateway-frontend";
import { GatewayScaling } from "./gateway-scaling";
import {
  DEFAULT_IDLE_TIMEOUT,
  DEFAULT_MACHINE_SIZE,
  DEFAULT_PROOF_INTERVAL,
  DEFAULT_SILENCE_TIMEOUT,
  ZONES,
} from "./limits";
import { RelayGatewayProps } from "./relay-gateway-props";

/** A gateway with every default filled in, once: what all its parts are made from, and judged by. */
export interface GatewayDefinition extends RelayGatewayProps {
  readonly frontend: GatewayFrontend;
  readonly acceptAnySource: boolean;
  readonly scaling: GatewayScaling;
  readonly machineSize: string;
  /** Empty in a region that has none. */
  readonly zones: string[];
  readonly idleTimeout: Duration;
  readonly silenceTimeout: Duration;
  readonly proofInterval: Duration;
}

/** Fills in what was not given. The one place that knows the defaults of a gateway. */
export function gatewayDefinitionOf(props: RelayGatewayProps): GatewayDefinition {
  return {
    ...props,
    frontend: props.frontend ?? GatewayFrontend.internal(),
    acceptAnySource: props.acceptAnySource ?? false,
    scaling: props.scaling ?? GatewayScaling.onCpu(),
    machineSize: props.machineSize ?? DEFAULT_MACHINE_SIZE,
    zones: props.zones ?? [...ZONES],
    idleTimeout: props.idleTimeout ?? DEFAULT_IDLE_TIMEOUT,
    silenceTimeout: props.silenceTimeout ?? DEFAULT_SILENCE_TIMEOUT,
    proofInterval: props.proofInterval ?? DEFAULT_PROOF_INTERVAL,
  };
}
