import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Azure knows no container group with capitals in its name. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Transform", { ...jobProps(stack), groupName: "Transform" });
}
