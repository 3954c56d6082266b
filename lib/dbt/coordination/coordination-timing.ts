import { Duration } from "../../core/duration";
import { Rule, Violation, refuse } from "../../core/rule";
import {
  DEFAULT_HEARTBEAT,
  DEFAULT_HEARTBEAT_TIMEOUT,
  DEFAULT_PARTNER_TIMEOUT,
  DEFAULT_PATH_TIMEOUT,
  DEFAULT_POLL_INTERVAL,
  DEFAULT_PROBE_FAILURE_THRESHOLD,
  DEFAULT_PROBE_INITIAL_DELAY,
  DEFAULT_PROBE_PERIOD,
  DEFAULT_PROBE_TIMEOUT,
  DEFAULT_STARTUP_TIMEOUT,
  DEFAULT_TERMINATION_GRACE,
  MISSED_HEARTBEATS,
  POLLS_PER_HEARTBEAT,
  POLL_INTERVAL_SECONDS,
  PROBE_FIGURES,
  TIDYING,
  COUNTER_WRITTEN_WITHIN,
} from "./limits";

const PROBE_BUDGET = new Rule({
  id: "dbt/probe-budget",
  why: "The liveness probe would kill a healthy bridge, and a good run would end as Failed.",
  fix: `Make (probeFailureThreshold - 1) x probePeriod longer than pollInterval + terminationGrace and than pollInterval + heartbeat, and together with probeInitialDelay longer than the ${COUNTER_WRITTEN_WITHIN.toSeconds()} s that the bridge may take to start.`,
  source: "Microsoft: Azure Container Instances liveness probes; this library: coordination protocol",
});

const PROBE_FIGURE = new Rule({
  id: "dbt/probe-figure",
  why: "Azure counts in whole seconds, and the provider drops what is not positive.",
  fix: "Use whole numbers; probeTimeout is at most probePeriod.",
  source: "azurerm 4.55.0: container group probes",
});

const HEARTBEAT = new Rule({
  id: "dbt/heartbeat",
  why: "A container that is merely slow would be taken for dead.",
  fix: `Make heartbeatTimeout at least ${MISSED_HEARTBEATS} heartbeats long, and heartbeat at least ${POLLS_PER_HEARTBEAT} poll intervals.`,
  source: "this library: coordination protocol",
});

const POLL_INTERVAL = new Rule({
  id: "dbt/poll-interval",
  why: "Shorter wears the share out, longer costs idle time in every run.",
  fix: `Use ${POLL_INTERVAL_SECONDS.toString()}.`,
  source: "this library: coordination protocol",
});

/** Figures of a {@link CoordinationTiming}. */
export interface CoordinationTimingProps {
  /** How often a container looks at what the other wrote, 0.05-5 s. @default Duration.milliseconds(100) */
  readonly pollInterval?: Duration;
  /** From both containers' start until every path is proven. @default Duration.minutes(2) */
  readonly startupTimeout?: Duration;
  /** How long one container waits for the other to start at all. @default Duration.minutes(15) */
  readonly partnerTimeout?: Duration;
  /** How often a container moves its counter. @default Duration.seconds(1) */
  readonly heartbeat?: Duration;
  /** How long a counter may stand still before its container counts as dead. @default Duration.seconds(30) */
  readonly heartbeatTimeout?: Duration;
  /**
   * From the first signal to SIGKILL when dbt is ended: two thirds of it for SIGINT, on which dbt cancels its statements,
   * the rest for SIGTERM. The platform leaves a container about ten seconds.
   *
   * @default Duration.seconds(6)
   */
  readonly terminationGrace?: Duration;
  /** While dbt runs, how long a path may give no answer, three times asked at least. @default Duration.minutes(2) */
  readonly pathTimeout?: Duration;
  /** From a container's start to its first probe, in whole seconds. @default Duration.seconds(10) */
  readonly probeInitialDelay?: Duration;
  /** Between two probes, in whole seconds. @default Duration.seconds(5) */
  readonly probePeriod?: Duration;
  /** How long a probe may take, in whole seconds. @default Duration.seconds(5) */
  readonly probeTimeout?: Duration;
  /** Probes that fail in a row before the bridge is killed; dbt's container has at least `heartbeatTimeout`. @default 3 */
  readonly probeFailureThreshold?: number;
}

/** Every figure of the coordination between dbt and the bridge, the probe's included. */
export class CoordinationTiming {
  /** The figures that fit nearly every job. */
  public static readonly DEFAULT = new CoordinationTiming();

  /** How often a container looks at what the other wrote. */
  public readonly pollInterval: Duration;
  /** From both containers' start until every path is proven. */
  public readonly startupTimeout: Duration;
  /** How long one container waits for the other to start at all. */
  public readonly partnerTimeout: Duration;
  /** How often a container moves its counter. */
  public readonly heartbeat: Duration;
  /** How long a counter may stand still before its container counts as dead. */
  public readonly heartbeatTimeout: Duration;
  /** From the first signal to SIGKILL when dbt is ended. */
  public readonly terminationGrace: Duration;
  /** While dbt runs, how long a path may give no answer. */
  public readonly pathTimeout: Duration;
  /** From a container's start to its first probe. */
  public readonly probeInitialDelay: Duration;
  /** Between two probes. */
  public readonly probePeriod: Duration;
  /** How long a probe may take. */
  public readonly probeTimeout: Duration;
  /** Probes that fail in a row before the bridge is killed. */
  public readonly probeFailureThreshold: number;

  /** @throws `dbt/probe-budget`, `dbt/probe-figure`, `dbt/heartbeat`, `dbt/poll-interval` */
  constructor(props: CoordinationTimingProps = {}) {
    this.pollInterval = props.pollInterval ?? DEFAULT_POLL_INTERVAL;
    this.startupTimeout = props.startupTimeout ?? DEFAULT_STARTUP_TIMEOUT;
    this.partnerTimeout = props.partnerTimeout ?? DEFAULT_PARTNER_TIMEOUT;
    this.heartbeat = props.heartbeat ?? DEFAULT_HEARTBEAT;
    this.heartbeatTimeout = props.heartbeatTimeout ?? DEFAULT_HEARTBEAT_TIMEOUT;
    this.terminationGrace = props.terminationGrace ?? DEFAULT_TERMINATION_GRACE;
    this.pathTimeout = props.pathTimeout ?? DEFAULT_PATH_TIMEOUT;
    this.probeInitialDelay = props.probeInitialDelay ?? DEFAULT_PROBE_INITIAL_DELAY;
    this.probePeriod = props.probePeriod ?? DEFAULT_PROBE_PERIOD;
    this.probeTimeout = props.probeTimeout ?? DEFAULT_PROBE_TIMEOUT;
    this.probeFailureThreshold = props.probeFailureThreshold ?? DEFAULT_PROBE_FAILURE_THRESHOLD;
    refuse("CoordinationTiming", this.probeViolations(), this.protocolViolations());
  }

  /**
   * What the scripts of all containers read, in seconds: `pollInterval` as `pollIntervalSeconds`, and so on. The probe's
   * are Azure's to read, `pathTimeout` is dbt's container's.
   *
   * @internal
   */
  public get _seconds(): Record<string, number> {
    const { pollInterval, startupTimeout, partnerTimeout, heartbeat, heartbeatTimeout, terminationGrace } = this;
    const figures = { pollInterval, startupTimeout, partnerTimeout, heartbeat, heartbeatTimeout, terminationGrace };
    return Object.fromEntries(Object.entries(figures).map(([name, length]) => [`${name}Seconds`, length.toSeconds()]));
  }

  /** How often in a row the probe of dbt's container may fail: for longer than the bridge waits for its heartbeat. @internal */
  public get _dbtProbeFailures(): number {
    const patience = Math.ceil(this.heartbeatTimeout.toSeconds() / this.probePeriod.toSeconds());
    return Math.max(this.probeFailureThreshold, patience + 1);
  }

  /**
   * By when a container group has ended after its dbt container's start, whatever fails beside it: that of a run which is
   * ended after `runTimeout`, and of a container that hangs then and is left to its probe. What the platform leaves a
   * container that it kills comes on top. In Container Apps, which has no such probe, `replicaTimeout` ends what hangs.
   */
  public worstCase(runTimeout: Duration): Duration {
    const ending = this.terminationGrace.toSeconds() + TIDYING.toSeconds();
    const probed = (failures: number) =>
      Math.max(
        failures * (this.probePeriod.toSeconds() + this.probeTimeout.toSeconds()),
        this.probeInitialDelay.toSeconds(),
      );
    const bridge = this.heartbeatTimeout.toSeconds() + ending + probed(this.probeFailureThreshold);
    return Duration.seconds(runTimeout.toSeconds() + ending + Math.max(bridge, probed(this._dbtProbeFailures)));
  }

  private probeViolations(): Violation[] {
    const figures = {
      probeInitialDelay: this.probeInitialDelay.toSeconds(),
      probePeriod: this.probePeriod.toSeconds(),
      probeTimeout: this.probeTimeout.toSeconds(),
      probeFailureThreshold: this.probeFailureThreshold,
    };
    const patience = (this.probeFailureThreshold - 1) * figures.probePeriod;
    const ending = this.pollInterval.toSeconds() + this.terminationGrace.toSeconds();
    const moving = this.heartbeat.toSeconds() + this.pollInterval.toSeconds();
    const beginning = COUNTER_WRITTEN_WITHIN.toSeconds();
    return [
      ...Object.entries(figures).flatMap(([what, figure]) => PROBE_FIGURE.outside(PROBE_FIGURES, figure, what)),
      ...PROBE_FIGURE.when(figures.probeTimeout > figures.probePeriod, `probeTimeout ${figures.probeTimeout} s`),
      ...PROBE_BUDGET.when(
        patience <= ending,
        `${patience} s until the probe kills, ${ending} s for the bridge to end`,
      ),
      ...PROBE_BUDGET.when(
        patience <= moving,
        `${patience} s until the probe kills, ${moving} s until the counter that it looks at moves`,
      ),
      ...PROBE_BUDGET.when(
        figures.probeInitialDelay + patience <= beginning,
        `${figures.probeInitialDelay + patience} s until the probe kills, ${beginning} s for the bridge to start`,
      ),
    ];
  }

  private protocolViolations(): Violation[] {
    const poll = this.pollInterval.toSeconds();
    const beat = this.heartbeat.toSeconds();
    const timeout = this.heartbeatTimeout.toSeconds();
    return [
      ...POLL_INTERVAL.outside(POLL_INTERVAL_SECONDS, poll, "pollInterval"),
      ...HEARTBEAT.when(
        timeout < MISSED_HEARTBEATS * beat || beat < POLLS_PER_HEARTBEAT * poll,
        `heartbeat ${beat} s, heartbeatTimeout ${timeout} s`,
      ),
    ];
  }
}
