import { ContainerGroupConfig, ContainerGroupContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { Fn, Token } from "cdktf";
import { createHash } from "crypto";
import { Rule, Violation } from "../../core/rule";
import { FINGERPRINT_VARIABLE } from "../job/environment";
import { GroupDefinition } from "./definition";

const RUN_ON_DEPLOY = new Rule({
  id: "dbt/run-on-deploy",
  why: "Creating a group starts it; that this start follows a deploy is known by what the last one left on a share.",
  fix: "Use Coordination.azureFileShare(…), or let a deploy run dbt.",
  source: "azurerm 4.55.0: container groups start on creation; an emptyDir does not outlive a stop",
});

export function runOnDeployViolations({ runOnDeploy, coordination }: GroupDefinition): Violation[] {
  return RUN_ON_DEPLOY.when(!runOnDeploy && coordination.share === undefined, "runOnDeploy false without a share");
}

/** What replaces a container group when it changes: all of it but identity and tags. */
type Definition = Omit<ContainerGroupConfig, "container"> & { readonly container: ContainerGroupContainer[] };

/**
 * The same group, whose dbt container is told a fingerprint of all that replaces the group. Terraform computes it, since
 * part of it is known only then; it is secure, since a password is part of it.
 */
export function armedByDeploy(definition: Definition): Definition {
  const fingerprint = Fn.sha256(Fn.jsonencode(condensed(definition)));
  const [dbt, ...others] = definition.container;
  const secureEnvironmentVariables = { ...dbt.secureEnvironmentVariables, [FINGERPRINT_VARIABLE]: fingerprint };
  return { ...definition, container: [{ ...dbt, secureEnvironmentVariables }, ...others] };
}

/** The same value with a hash in place of every text that is known now, so that scripts are not written out twice. */
function condensed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(condensed);
  }
  if (typeof value === "object" && value !== null && !Token.isUnresolved(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, condensed(one)]));
  }
  const known = typeof value === "string" && !Token.isUnresolved(value);
  return known ? createHash("sha256").update(value).digest("hex") : value;
}
