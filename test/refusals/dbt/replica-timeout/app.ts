import { DbtContainerAppJob, Duration } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A run whose path does not work is ended before it can say so. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtContainerAppJob(stack, "Transform", { ...appJobProps(stack), replicaTimeout: Duration.minutes(10) });
}
