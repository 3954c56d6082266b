import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** ENV_GROUP_NAME is how the containers find their semaphore. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Transform", { ...jobProps(stack), environment: { ENV_GROUP_NAME: "mine" } });
}
