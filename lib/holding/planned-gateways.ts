import { refuse } from "../core/rule";
import { gatewayViolations } from "../tunnel/port-plan";
import { GatewayPlan, GatewayPlanProps, exposedIn } from "./gateway-plan";
import type { Holding } from "./holding";
import { ownForwardViolations } from "./own-subsidiary";
import { duplicateViolations, overrideViolations } from "./plan-names";
import { retiredViolations } from "./retired";
import { PlannedForward, missingEndViolations } from "./planned-forward";
import type { Subsidiary } from "./subsidiary";
import { tierViolations } from "./subsidiary-rules";
import { Tier } from "../ownership/tier";

/** The gateways of one subsidiary, one for each tier at most. */
export class PlannedGateways {
  private readonly planned = new Map<Tier, GatewayPlan>();

  constructor(
    private readonly holding: Holding,
    private readonly subsidiary: Subsidiary,
    private readonly forwards: ReadonlySet<PlannedForward>,
  ) {}

  /** In the order in which they were planned. */
  public get all(): GatewayPlan[] {
    return [...this.planned.values()];
  }

  /** @throws what is wrong with the gateway, all at once, and names that are taken */
  public add(tier: Tier, props: GatewayPlanProps): GatewayPlan {
    const path = `${this.subsidiary.path}/gateway-${tier}`;
    const others = [...this.planned.keys()].map((name) => ({ name }));
    refuse(
      path,
      duplicateViolations("gateway", tier, others),
      overrideViolations(props.names ?? {}),
      tierViolations(this.subsidiary.tiers, tier, `a gateway in ${tier}`),
      props.forwards.flatMap(({ forward }) => [
        ...ownForwardViolations(this.forwards, forward, "the gateway"),
        ...missingEndViolations(forward, tier),
        ...retiredViolations(forward.retired, `forward "${forward.path}" for the gateway`),
      ]),
      gatewayViolations(exposedIn(tier, props.forwards)),
    );
    const gateway = GatewayPlan._of(this.subsidiary, this.subsidiary.hubFor(tier), props);
    this.holding._claim(path, gateway._claims);
    this.planned.set(tier, gateway);
    return gateway;
  }
}
