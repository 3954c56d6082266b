import { DbtJob, UserAssignedIdentity } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The job is told to come as an identity that is there, and to make one. */
export function program(): void {
  const stack = stackUnderTest();
  const identityId = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/jobs-id`;
  const identity = UserAssignedIdentity.fromResourceId(stack, "Jobs", identityId);
  new DbtJob(stack, "Job", { ...jobProps(stack), identity });
}
