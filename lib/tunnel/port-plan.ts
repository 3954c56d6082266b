import { Rule, Violation, refuse } from "../core/rule";
import { clashesWithin } from "./bind-addresses";
import { Forward, portViolations } from "./forward";
import { EVERY_ADDRESS, LOAD_BALANCING_RULES } from "./limits";

const ONE_TO_ONE = new Rule({
  id: "tunnel/one-to-one",
  why: "A public port leads to one service, and a service has one public port: a port that is taken can be used for nothing else.",
  fix: "Give every forward a public port of its own, and every public port one forward.",
  source: "Microsoft: hybrid relay architecture, 1:1 port mappings",
});

const RULES_PER_INTERFACE = new Rule({
  id: "tunnel/rules-per-interface",
  why: `Every public port takes one load-balancing rule, and a network interface takes part in ${LOAD_BALANCING_RULES} of them at most.`,
  fix: "Expose the others through a second gateway.",
  source: "Microsoft: Azure networking limits, rules per network interface",
});

/** Where a sender listens for one forward. */
export interface PlannedPort {
  /** What is reached there. */
  readonly forward: Forward;
  /** IPv4 address: loopback, or `0.0.0.0` for every address of the machine. */
  readonly bindAddress: string;
  /** TCP port, 1-65535. */
  readonly port: number;
}

/** A forward that a gateway exposes. */
export interface ExposedForward {
  /** What is exposed. */
  readonly forward: Forward;
  /**
   * TCP port at which clients reach it, 1-65535.
   *
   * @default - the forward's own port
   */
  readonly publicPort?: number;
}

/** All ports of one sender, 1:1 with the forwards that they lead to. */
export class PortPlan {
  /**
   * The ports of a sender beside its client: each forward on its own loopback address and its own port.
   *
   * @throws `tunnel/one-address-per-host`, `tunnel/one-forward-per-port`, `tunnel/unique-forward-name`
   */
  public static sidecar(forwards: Forward[]): PortPlan {
    refuse("port plan of a sidecar", clashesWithin(forwards));
    return new PortPlan(forwards.map((forward) => ({ forward, bindAddress: forward.bindAddress, port: forward.port })));
  }

  /**
   * The ports of a sender for clients elsewhere: each forward on every address of the machine, at its public port.
   *
   * @throws `tunnel/one-to-one`, `tunnel/port`, `tunnel/rules-per-interface`
   */
  public static gateway(exposed: ExposedForward[]): PortPlan {
    refuse("port plan of a gateway", gatewayViolations(exposed));
    return new PortPlan(exposed.map(planned));
  }

  private constructor(private readonly planned: readonly PlannedPort[]) {}

  /** Where the sender listens, in the order of the forwards. */
  public get ports(): PlannedPort[] {
    return [...this.planned];
  }

  /** What it leads to. */
  public get forwards(): Forward[] {
    return this.planned.map(({ forward }) => forward);
  }
}

/** What is wrong with the public ports of one gateway. */
export function gatewayViolations(exposed: readonly ExposedForward[]): Violation[] {
  const byPort = new Map<number, Forward>();
  const byName = new Map<string, number>();
  return [
    ...RULES_PER_INTERFACE.when(exposed.length > LOAD_BALANCING_RULES, `${exposed.length} forwards`),
    ...exposed.map(planned).flatMap(({ forward, port }) => {
      const holder = byPort.get(port);
      const twin = byName.get(forward.name.toLowerCase());
      byPort.set(port, forward);
      byName.set(forward.name.toLowerCase(), port);
      return [
        ...portViolations(port),
        ...ONE_TO_ONE.when(twin !== undefined, `"${forward.name}" at port ${port}, which is at port ${twin} already`),
        ...ONE_TO_ONE.when(
          holder !== undefined && twin === undefined,
          `port ${port} for "${forward.name}", which leads to "${holder?.name}"`,
          "Use publicPort to give one of them another.",
        ),
      ];
    }),
  ];
}

function planned({ forward, publicPort }: ExposedForward): PlannedPort {
  return { forward, bindAddress: EVERY_ADDRESS, port: publicPort ?? forward.port };
}
