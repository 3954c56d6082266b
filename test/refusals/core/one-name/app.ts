import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The second job was copied from the first, its name included. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Nightly", jobProps(stack, { identityName: "nightly-id" }));
  new DbtJob(stack, "Hourly", jobProps(stack, { identityName: "hourly-id" }));
}
