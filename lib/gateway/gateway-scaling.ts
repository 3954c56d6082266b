import { Rule, Violation } from "../core/rule";
import {
  CONNECTIONS_PER_MACHINE,
  CPU_PERCENT,
  DEFAULT_CPU_PERCENT,
  DEFAULT_MAXIMUM_INSTANCES,
  DEFAULT_MINIMUM_INSTANCES,
  INSTANCES,
} from "./limits";
import { Range } from "../core/range";

const INSTANCES_RULE = new Rule({
  id: "gateway/instances",
  why: "A connection through the Relay is not redundant; a single machine takes every forward down with it, upgrades included.",
  fix: "Run at least two machines, and at most as many as a scale set holds, the maximum not below the minimum.",
  source: "Microsoft: hybrid relay architecture, reliability",
});

const THRESHOLD = new Rule({
  id: "gateway/scaling-threshold",
  why: "Machines would be added without end, or never.",
  fix: "Give the average load of a machine at which another one is added.",
  source: "Microsoft: autoscale common metrics",
});

/** How many machines a gateway runs. */
export interface GatewayInstances {
  /**
   * Machines at the least, 2-100.
   *
   * @default 2
   */
  readonly minimum?: number;
  /**
   * Machines at the most, 2-100. Senders do not count towards the Relay's limit of listeners.
   *
   * @default - 4, or the minimum where that is more
   */
  readonly maximum?: number;
}

/** When a gateway gets more machines, and fewer. */
export class GatewayScaling {
  /**
   * By the machines' CPU: bytes are encrypted there.
   *
   * @param cpuPercent average at which a machine is added, 10-95.
   */
  public static onCpu(instances: GatewayInstances = {}, cpuPercent: number = DEFAULT_CPU_PERCENT): GatewayScaling {
    return new GatewayScaling("Percentage CPU", cpuPercent, CPU_PERCENT, "cpuPercent", instances);
  }

  /**
   * By the number of flows through the machines' network interfaces: for many connections that carry little. A relayed
   * connection is two of them, one in and one out; inbound ones are counted.
   *
   * @param connectionsPerMachine average at which a machine is added, 10-100000.
   */
  public static onConnections(connectionsPerMachine: number, instances: GatewayInstances = {}): GatewayScaling {
    const range = CONNECTIONS_PER_MACHINE;
    return new GatewayScaling("Inbound Flows", connectionsPerMachine, range, "connectionsPerMachine", instances);
  }

  /** Machines at the least. */
  public readonly minimum: number;
  /** Machines at the most. */
  public readonly maximum: number;

  private constructor(
    /** The scale set's metric that is watched. @internal */
    public readonly _metricName: string,
    /** Average at which a machine is added. @internal */
    public readonly _threshold: number,
    private readonly range: Range,
    private readonly figure: string,
    instances: GatewayInstances,
  ) {
    this.minimum = instances.minimum ?? DEFAULT_MINIMUM_INSTANCES;
    this.maximum = instances.maximum ?? Math.max(DEFAULT_MAXIMUM_INSTANCES, this.minimum);
  }

  /** @internal */
  public _violations(): Violation[] {
    return [
      ...INSTANCES_RULE.outside(INSTANCES, this.minimum, "minimum"),
      ...INSTANCES_RULE.outside(INSTANCES, this.maximum, "maximum"),
      ...INSTANCES_RULE.when(this.maximum < this.minimum, `maximum ${this.maximum} below minimum ${this.minimum}`),
      ...THRESHOLD.outside(this.range, this._threshold, this.figure),
    ];
  }
}
