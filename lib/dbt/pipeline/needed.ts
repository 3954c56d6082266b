import { ITerraformDependable, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { GrantsInEffect } from "../../identity/grants-in-effect";

/**
 * What must be there before a trigger runs a job: the job's resource and the right to start it. A job of another stack
 * is known by its ID alone.
 */
export function neededToStart(
  pipeline: IConstruct,
  job: IConstruct,
  resource: ITerraformDependable,
  startable?: GrantsInEffect,
): ITerraformDependable[] {
  const isOurs = TerraformStack.of(job) === TerraformStack.of(pipeline);
  return [...(startable === undefined ? [] : [startable.dependable]), ...(isOurs ? [resource] : [])];
}
