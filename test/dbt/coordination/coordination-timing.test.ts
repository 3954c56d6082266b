import fc from "fast-check";
import { CoordinationTiming, CoordinationTimingProps, Duration } from "../../../lib";

const ms = (amount: number) => Duration.milliseconds(amount);
const s = (amount: number) => Duration.seconds(amount);
const timing = (props: CoordinationTimingProps) => () => new CoordinationTiming(props);

/** When the last of as many failures in a row as `threshold` comes; Infinity if some probe before it succeeds. */
function killedAt(probes: readonly number[], failsAt: (time: number) => boolean, threshold: number): number {
  let failures = 0;
  for (const time of probes) {
    failures = failsAt(time) ? failures + 1 : 0;
    if (failures === threshold) {
      return time;
    }
  }
  return Infinity;
}

describe("CoordinationTiming", () => {
  test("has the original design's probe, and figures that fit nearly every job", () => {
    const { DEFAULT } = CoordinationTiming;
    expect(
      [
        DEFAULT.pollInterval,
        DEFAULT.startupTimeout,
        DEFAULT.partnerTimeout,
        DEFAULT.heartbeat,
        DEFAULT.heartbeatTimeout,
        DEFAULT.terminationGrace,
        DEFAULT.pathTimeout,
        DEFAULT.probeInitialDelay,
        DEFAULT.probePeriod,
        DEFAULT.probeTimeout,
      ].map((duration) => duration.toSeconds()),
    ).toEqual([0.1, 120, 900, 1, 30, 6, 120, 10, 5, 5]);
    expect(DEFAULT.probeFailureThreshold).toBe(3);
  });

  test("keeps every figure that it is given", () => {
    const given = {
      pollInterval: ms(250),
      startupTimeout: s(60),
      partnerTimeout: s(300),
      heartbeat: s(2),
      heartbeatTimeout: s(20),
      terminationGrace: s(5),
      pathTimeout: s(90),
      probeInitialDelay: s(3),
      probePeriod: s(4),
      probeTimeout: s(2),
      probeFailureThreshold: 4,
    };
    expect(new CoordinationTiming(given)).toMatchObject(given);
  });

  test("is accepted exactly when no run of failing probes can catch a bridge that starts, works and ends in time", () => {
    const figures = fc.record({
      // In 50 ms, so that both sides count the same instant.
      poll: fc.integer({ min: 1, max: 100 }).map((n) => n * 50),
      grace: fc.integer({ min: 0, max: 300 }).map((n) => n * 50),
      delay: fc.integer({ min: 1, max: 12 }).map((n) => n * 1000),
      period: fc.integer({ min: 1, max: 12 }).map((n) => n * 1000),
      threshold: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(figures, ({ poll, grace, delay, period, threshold }) => {
        // The bridge writes its counter 5 s after its start at the latest.
        const fromStart = Array.from({ length: threshold + 5 }, (_, n) => delay + n * period);
        const killedStarting = killedAt(fromStart, (time) => time <= 5000, threshold) !== Infinity;
        // dbt ends just before a probe; the bridge sees that one poll later and takes its grace to end.
        const fromEnd = Array.from({ length: threshold }, (_, n) => n * period);
        const killedEnding = killedAt(fromEnd, () => true, threshold) <= poll + grace;
        // It moves the counter a heartbeat and a poll after the last time at the latest.
        const killedWorking = killedAt(fromEnd, () => true, threshold) <= 3 * poll;
        const make = timing({
          pollInterval: ms(poll),
          heartbeat: ms(poll * 2),
          heartbeatTimeout: ms(poll * 10),
          terminationGrace: ms(grace),
          probeInitialDelay: ms(delay),
          probePeriod: ms(period),
          probeTimeout: s(1),
          probeFailureThreshold: threshold,
        });
        if (killedStarting || killedEnding || killedWorking) {
          expect(make).toThrow(/\[dbt\/probe-budget\]/);
        } else {
          expect(make).not.toThrow();
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("says by when a group has ended: run, grace and tidying, then a container that hangs and is left to its probe", () => {
    const worst = (timing: CoordinationTiming) => timing.worstCase(Duration.minutes(90)).toSeconds();
    expect(worst(CoordinationTiming.DEFAULT)).toBe(5400 + 9 + 7 * (5 + 5)); // dbt's, as patient as the bridge is with it
    expect(worst(new CoordinationTiming({ heartbeatTimeout: Duration.seconds(5) }))).toBe(5400 + 9 + 5 + 9 + 30);
    expect(worst(new CoordinationTiming({ probeInitialDelay: Duration.minutes(2) }))).toBe(5400 + 9 + 30 + 9 + 120);
  });

  test.each([
    ["probeInitialDelay", { probeInitialDelay: s(0) }, "probeInitialDelay 0"],
    ["probeInitialDelay", { probeInitialDelay: ms(10_500) }, "probeInitialDelay 10.5"],
    ["probePeriod", { probePeriod: ms(5_500) }, "probePeriod 5.5"],
    ["probePeriod", { probePeriod: s(3601) }, "probePeriod 3601"],
    ["probeTimeout", { probeTimeout: s(0) }, "probeTimeout 0"],
    ["probeFailureThreshold", { probeFailureThreshold: 2.5 }, "probeFailureThreshold 2.5"],
    ["probeFailureThreshold", { probeFailureThreshold: 0 }, "probeFailureThreshold 0"],
  ])("fails if %s is no whole number of 1-3600", (_, props, given) => {
    expect(timing(props)).toThrow(`CoordinationTiming: [dbt/probe-figure] given ${given}.`);
  });

  test("fails if a probe may take longer than the time between two", () => {
    expect(timing({ probeTimeout: s(6) })).toThrow("[dbt/probe-figure] given probeTimeout 6 s");
    expect(timing({ probeTimeout: s(5) })).not.toThrow();
  });

  test("fails if fewer than five heartbeats fit into the timeout", () => {
    expect(timing({ heartbeat: s(6), heartbeatTimeout: ms(29_999) })).toThrow(
      "[dbt/heartbeat] given heartbeat 6 s, heartbeatTimeout 29.999 s.",
    );
    expect(timing({ heartbeat: s(6), heartbeatTimeout: s(30) })).not.toThrow();
  });

  test("fails if containers look less than twice a heartbeat", () => {
    expect(timing({ pollInterval: ms(500), heartbeat: ms(999) })).toThrow("[dbt/heartbeat] given heartbeat 0.999 s");
    expect(timing({ pollInterval: ms(500), heartbeat: ms(1000) })).not.toThrow();
  });

  test.each([49, 5001])("fails if containers look every %d ms", (amount) => {
    expect(timing({ pollInterval: ms(amount), heartbeat: s(6) })).toThrow(
      `[dbt/poll-interval] given pollInterval ${amount / 1000}.`,
    );
  });

  test.each([50, 5000])("accepts containers that look every %d ms", (amount) => {
    expect(
      timing({ pollInterval: ms(amount), heartbeat: s(10), heartbeatTimeout: s(50), probePeriod: s(10) }),
    ).not.toThrow();
  });

  test("says everything that is wrong at once", () => {
    expect(timing({ probeFailureThreshold: 1, heartbeatTimeout: s(1), pollInterval: s(6) })).toThrow(
      /probe-budget[\s\S]*poll-interval[\s\S]*heartbeat/,
    );
  });
});
