import { refuse } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { gatewayViolations } from "../tunnel/port-plan";
import { GatewayPlan, GatewayPlanProps } from "./gateway-plan";
import type { Holding } from "./holding";
import { ownForwardViolations } from "./own-subsidiary";
import { duplicateViolations, overrideViolations } from "./plan-names";
import type { Subsidiary } from "./subsidiary";
import { Tier } from "../ownership/tier";

/** The gateways of one subsidiary, one for each tier at most. */
export class PlannedGateways {
  private readonly planned = new Map<Tier, GatewayPlan>();

  constructor(
    private readonly holding: Holding,
    private readonly subsidiary: Subsidiary,
    private readonly forwards: ReadonlySet<Forward>,
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
      props.forwards.flatMap(({ forward }) => ownForwardViolations(this.forwards, forward, "the gateway")),
      gatewayViolations(props.forwards),
    );
    const gateway = GatewayPlan._of(this.subsidiary, this.subsidiary.hubFor(tier), props);
    this.holding._claim(path, gateway._claims);
    this.planned.set(tier, gateway);
    return gateway;
  }
}
