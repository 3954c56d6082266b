import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** An emptyDir remembers no deploy. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Job", { ...jobProps(stack), runOnDeploy: false });
}
