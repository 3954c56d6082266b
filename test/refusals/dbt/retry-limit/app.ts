import { DbtContainerAppJob } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A failed test of dbt would be run a hundred times. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtContainerAppJob(stack, "Transform", { ...appJobProps(stack), retryLimit: 100 });
}
