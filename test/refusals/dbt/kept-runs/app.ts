import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** An emptyDir keeps nothing, and 5,000 runs are too many. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Job", { ...jobProps(stack), keptRuns: 5000 });
}
