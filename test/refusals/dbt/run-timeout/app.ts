import { DbtJob, Duration } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A run whose path does not work is ended before it can say so. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Job", { ...jobProps(stack), runTimeout: Duration.minutes(10) });
}
