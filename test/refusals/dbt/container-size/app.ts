import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Azure runs no container of half a terabyte. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Transform", { ...jobProps(stack), dbtSize: { cpuCores: 4, memoryGib: 512 } });
}
