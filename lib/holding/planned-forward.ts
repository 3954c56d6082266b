import { Rule, Violation, refuse } from "../core/rule";
import { Tier } from "../ownership/tier";
import { Forward, ForwardProps, forwardPropsViolations } from "../tunnel/forward";
import { Protocol } from "../tunnel/protocol";

const NO_END = new Rule({
  id: "holding/forward-tier",
  why: "A forward that has no end in a tier does not exist there: no hybrid connection, no port, no right leads to it.",
  fix: "Plan an end of the forward in that tier, or use it in programs of its other tier alone.",
  source: "this library: subsidiaries and tiers",
});

/** The on-premises end of a {@link PlannedForward} in one tier. */
export interface ForwardEnd {
  /** DNS name of the on-premises host, as its clients know it. */
  readonly host: string;
  /** TCP port on which the host listens, 1-65535. */
  readonly port: number;
}

/** How to plan a {@link PlannedForward}. */
export interface PlannedForwardProps {
  /** What speaks at its ends. */
  readonly protocol: Protocol;
  /**
   * Where it ends for production.
   *
   * @default - production does not have it
   */
  readonly production?: ForwardEnd;
  /**
   * Where it ends for play, test and whatever else is development.
   *
   * @default - development does not have it
   */
  readonly development?: ForwardEnd;
  /**
   * Loopback address where a sender beside the client listens, in both tiers. In one tier, one address belongs to one
   * host.
   *
   * @default "127.0.10.1"
   */
  readonly bindAddress?: string;
  /**
   * Name in the login by which a proof of the path asks MySQL or MariaDB, in both tiers: see
   * {@link ForwardProps.proofUser}.
   *
   * @default "path-proof" with Protocol.MYSQL, nobody with any other protocol
   */
  readonly proofUser?: string;
  /**
   * Why a host of this forward serves production and development alike, in words for whoever reviews the plan.
   *
   * @default - none: no host is in both tiers
   */
  readonly sharedHostReason?: string;
  /**
   * Whether it is about to go: it is carried and granted as before, and refused to whatever uses it.
   *
   * @default - if its site is
   */
  readonly retired?: boolean;
}

/**
 * A service on premises under one name, with an end per tier; one may be missing. Each tier carries its end through a
 * hybrid connection of its own hub, so what may send in development reaches nothing of production.
 */
export class PlannedForward {
  /** What speaks at its ends. */
  public readonly protocol: Protocol;
  /** Why one of its hosts is in both tiers; undefined where none is. */
  public readonly sharedHostReason?: string;
  /** Whether it is about to go. */
  public readonly retired: boolean;
  private readonly ends: ReadonlyMap<Tier, Forward>;

  /** @internal */
  public static _of(path: string, name: string, props: PlannedForwardProps): PlannedForward {
    return new PlannedForward(path, name, props);
  }

  private constructor(
    /** Path in the plan, for example `contoso/retail/munich/warehouse`. */
    public readonly path: string,
    /** Name, at both ends of its tunnels. */
    public readonly name: string,
    props: PlannedForwardProps,
  ) {
    const { protocol, bindAddress, proofUser, sharedHostReason } = props;
    const ends: [Tier, ForwardEnd | undefined][] = [
      [Tier.DEVELOPMENT, props.development],
      [Tier.PRODUCTION, props.production],
    ];
    const planned = ends.flatMap(([tier, end]): [Tier, ForwardProps][] =>
      end === undefined ? [] : [[tier, { host: end.host, port: end.port, protocol, bindAddress, proofUser }]],
    );
    refuse(path, NO_END.when(planned.length === 0, `"${name}" with neither a production nor a development end`), [
      ...new Set(planned.flatMap(([, end]) => forwardPropsViolations(name, end))),
    ]);
    this.protocol = protocol;
    this.sharedHostReason = sharedHostReason;
    this.retired = props.retired ?? false;
    this.ends = new Map(planned.map(([tier, end]) => [tier, new Forward(name, end)]));
  }

  /** The tiers in which it has an end. */
  public get tiers(): Tier[] {
    return [...this.ends.keys()];
  }

  /** Its end in `tier`. @throws `holding/forward-tier` where it has none there */
  public end(tier: Tier): Forward {
    refuse(this.path, missingEndViolations(this, tier));
    return this.ends.get(tier)!;
  }

  /** Its ends in `tier`: one or none. @internal */
  public _endsIn(tier: Tier): Forward[] {
    const end = this.ends.get(tier);
    return end === undefined ? [] : [end];
  }
}

/** One violation if the forward does not exist in `tier`. */
export function missingEndViolations({ name, tiers }: PlannedForward, tier: Tier): Violation[] {
  return NO_END.when(!tiers.includes(tier), `"${name}" in ${tier}`, `It has an end in ${tiers.join(" and ")}.`);
}
