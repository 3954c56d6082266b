import { IConstruct } from "constructs";
import { literal } from "../../core/literal";
import { terraformText } from "../../core/references";
import { nameViolations } from "../../core/resource-name";
import { Rule, Violation } from "../../core/rule";
import { namespaceKeyViolations } from "../../relay/least-privilege";
import { ISecret } from "../../vault/secret";
import { DBT_FOLDER } from "../coordination/paths";
import { PASSWORD_VARIABLE } from "../profile/dbt-profile";
import { AddedVariables, JobDefinition, Variables } from "./definition";

const TAKEN = new Rule({
  id: "dbt/variable-taken",
  why: "The job gives that variable a value of its own, and one of the two would be lost.",
  fix: "Use another name.",
  source: "this library: coordination protocol",
});

const SECRET = new Rule({
  id: "dbt/secret-in-environment",
  why: "Azure shows plain variables to everyone who may read the job.",
  fix: "Give the secret itself in secretEnvironment, or its value in secureEnvironment.",
  source: "Microsoft: Azure Container Instances environment variables; containers in Azure Container Apps",
});

/** Attributes that are secrets, of resources and look-ups that a job's variables may refer to. */
const SECRET_ATTRIBUTE =
  /azurerm_key_vault_secret\.[\w-]+\.value|\.(?:primary|secondary)_(?:access_key|key|(?:blob_)?connection_string|authorization_key)\b/;

/** Variables that hold a secret, by what they are called. */
const SECRET_NAME = /(?:password|passwd|secret|token|api_?key|access_?key|sas)$/i;

/** The variable in which the first selection of a job's commands is handed over. */
export const SELECT_VARIABLE = "ENV_DBT_MODEL";

/** Variables in which one run is told what was asked of it alone: texts in base64, and `True` or `False`. */
export const RUN_VARIABLE = {
  SELECT: "ENV_RUN_SELECT",
  FULL_REFRESH: "ENV_RUN_FULL_REFRESH",
  VARS: "ENV_RUN_VARS",
} as const;

/** In which the dbt container is told the fingerprint of its deploy, where a deploy must not run it. */
export const FINGERPRINT_VARIABLE = "ENV_DEPLOY_FINGERPRINT";

/** Variables whose values Terraform takes to the letter. */
export function escaped(variables: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, literal(value)]));
}

/** Violations among added variables: wrong or taken names, keys of a whole namespace, secrets that would be plain. */
export function variableViolations(scope: IConstruct, own: readonly string[], added: AddedVariables): Violation[] {
  const { plain, secure, secrets } = added;
  const names = [plain, secure, secrets].flatMap((variables) => Object.keys(variables));
  const taken = names.filter((name, index) => own.includes(name) || names.indexOf(name) !== index);
  return [
    ...names.flatMap((name) => nameViolations("environmentVariable", name)),
    ...taken.flatMap((name) => TAKEN.when(true, `"${name}"`)),
    ...[plain, secure].flatMap((variables) => namespaceKeyViolations("the environment", variables)),
    ...Object.entries(plain).flatMap(([name, value]) =>
      SECRET.when(
        SECRET_ATTRIBUTE.test(terraformText(scope, value)) || (SECRET_NAME.test(name) && value !== ""),
        `"${name}"`,
      ),
    ),
  ];
}

/** By which all containers of the job find the semaphore. */
export function groupVariable({ jobName }: Pick<JobDefinition, "jobName">): Variables {
  return { ENV_GROUP_NAME: jobName };
}

/** What dbt and the scripts beside it read; the names beginning with `ENV_` are those of the original design. */
export function dbtVariables(job: JobDefinition): Variables {
  const { profile, command } = job;
  return {
    ...groupVariable(job),
    ...(command.select === undefined ? {} : { [SELECT_VARIABLE]: command.select }),
    ENV_DWH_DATABASE_HOST: profile.forward.host,
    ...profile.variables,
    DBT_PROFILES_DIR: DBT_FOLDER,
    DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
  };
}

/** What dbt reads from a vault. */
export function dbtSecrets({ profile }: JobDefinition): Record<string, ISecret> {
  return { [PASSWORD_VARIABLE]: profile.password };
}
