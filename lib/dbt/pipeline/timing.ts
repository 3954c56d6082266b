import { Duration } from "../../core/duration";
import { Rule, Violation } from "../../core/rule";
import { PIPELINE_TIMEOUT, RUN_POLL_INTERVAL } from "./limits";

const TIMEOUT = new Rule({
  id: "dbt/pipeline-timeout",
  why: "A run is looked at again and again until dbt has ended or the time is over; every look is paid for. A job ends its own run first, and says why.",
  fix: `Use a timeout of ${PIPELINE_TIMEOUT.toString()}, more than the job's runTimeout, or in Container Apps its executionTimeout, and a shorter pollInterval of ${RUN_POLL_INTERVAL.toString()}, in whole seconds.`,
  source: "Microsoft: Azure Data Factory, Until activity and pricing",
});

/** What is wrong with how long a pipeline waits, and how often it looks; `least` is the job's own limit, by its name. */
export function pipelineTimingViolations(
  timeout: Duration,
  pollInterval: Duration,
  least: { readonly name: string; readonly length: Duration },
): Violation[] {
  const [limit, step, own] = [timeout, pollInterval, least.length].map((length) => length.toSeconds()) as [
    number,
    number,
    number,
  ];
  return [
    ...TIMEOUT.outside(PIPELINE_TIMEOUT, limit, "a timeout of"),
    ...TIMEOUT.outside(RUN_POLL_INTERVAL, step, "a pollInterval of"),
    ...TIMEOUT.when(own >= limit, `a timeout of ${limit} with the job's ${least.name} of ${own}`),
    ...TIMEOUT.when(step >= limit, `a pollInterval of ${step} and a timeout of ${limit}`),
  ];
}
