import { DbtJob } from "../../../../lib";
import { jobProps, plant } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** dbt would look for its database where no tunnel leads. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Transform", { ...jobProps(stack), forwards: [plant] });
}
