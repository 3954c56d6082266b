import { DbtContainerAppJob } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A job has a shorter name than a container group. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtContainerAppJob(stack, "Transform", {
    ...appJobProps(stack),
    jobName: "retail-production-salesforce-transform",
  });
}
