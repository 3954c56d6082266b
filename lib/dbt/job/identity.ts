import { Construct } from "constructs";
import { nameViolations } from "../../core/resource-name";
import { Rule, Violation } from "../../core/rule";
import { IWorkloadIdentity, UserAssignedIdentity } from "../../identity/user-assigned-identity";
import { JobDefinition, JobGiven } from "./definition";

const ONE_IDENTITY = new Rule({
  id: "dbt/one-identity",
  why: "The containers are told which one identity they come as: the job's own, or one that is there already.",
  fix: "Give either identityName or identity.",
  source: "Microsoft: Azure Container Instances, managed identities",
});

/** What is wrong with as whom a job comes. */
export function identityViolations({ identityName, identity }: JobDefinition): Violation[] {
  const both = identityName !== undefined && identity !== undefined;
  const neither = identityName === undefined && identity === undefined;
  return [
    ...ONE_IDENTITY.when(
      both || neither,
      both ? "both identityName and identity" : "neither identityName nor identity",
    ),
    ...(identityName === undefined ? [] : nameViolations("userAssignedIdentity", identityName)),
  ];
}

/** As whom a job comes; its own identity lies beside it. */
export function identityOf(
  job: Construct,
  {
    identity,
    identityName = "",
    ...place
  }: JobGiven & { readonly resourceGroupName: string; readonly location: string },
): IWorkloadIdentity {
  return identity ?? new UserAssignedIdentity(job, "Identity", { ...place, identityName });
}
