import { DbtContainerAppJob } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** dbt gets more memory than its cores bring along. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtContainerAppJob(stack, "Transform", { ...appJobProps(stack), dbtSize: { cpuCores: 1, memoryGib: 4 } });
}
