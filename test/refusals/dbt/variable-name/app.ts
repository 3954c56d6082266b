import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Azure takes no hyphen in the name of an environment variable. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Transform", { ...jobProps(stack), environment: { "LOG-LEVEL": "debug" } });
}
