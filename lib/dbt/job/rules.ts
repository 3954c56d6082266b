import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { nameViolations } from "../../core/resource-name";
import { Rule, Violation } from "../../core/rule";
import { clashesWithin } from "../../tunnel/bind-addresses";
import { BRIDGE_CONTAINER, DBT_CONTAINER } from "./containers";
import { JobDefinition, SidecarDefinition } from "./definition";
import {
  FINGERPRINT_VARIABLE,
  RUN_VARIABLE,
  dbtSecrets,
  dbtVariables,
  groupVariable,
  variableViolations,
} from "./environment";
import { identityViolations } from "./identity";
import { keptRunsViolations } from "./kept-runs";
import { RUN_TIMEOUT } from "./limits";

const PROFILE_FORWARD = new Rule({
  id: "dbt/profile-forward",
  why: "dbt would look for its database where no tunnel leads.",
  fix: "Name the profile's forward among the job's forwards.",
  source: "this library: coordination protocol",
});

const CONTAINERS = new Rule({
  id: "dbt/containers",
  why: "Containers of one group are told apart by their names.",
  fix: `Give every sidecar a name of its own; '${DBT_CONTAINER}' and '${BRIDGE_CONTAINER}' are taken.`,
  source: "Microsoft: Azure Container Instances container groups",
});

const SIDECAR_COMMAND = new Rule({
  id: "dbt/sidecar-command",
  why: "The script that ends a sidecar with the job takes the place of its image's entry point.",
  fix: "Give the command that the image would run, with its arguments.",
  source: "azurerm 4.55.0: commands replace the entry point",
});

const PROJECT_DIRECTORY = new Rule({
  id: "dbt/project-directory",
  why: "dbt is started there.",
  fix: "Use an absolute path in the dbt image, for example /usr/app.",
  source: "this library: coordination protocol",
});

const TIMEOUT = new Rule({
  id: "dbt/run-timeout",
  why: "Nothing else ends a dbt that waits for ever; one that is ended while it still waits for its path could not say what is wrong.",
  fix: `Use ${RUN_TIMEOUT.toString()} as a whole number, more than partnerTimeout and startupTimeout together.`,
  source: "this library: coordination protocol",
});

/** What is wrong with a job, whatever platform it is for. */
export function jobViolations(at: IConstruct, job: JobDefinition): Violation[] {
  const { sidecars } = job;
  const given = [dbtVariables(job), dbtSecrets(job)].flatMap((variables) => Object.keys(variables));
  const own = [...given, FINGERPRINT_VARIABLE, ...Object.values(RUN_VARIABLE)];
  return [
    ...identityViolations(job),
    ...PROFILE_FORWARD.when(
      !job.forwards.includes(job.profile.forward),
      `"${job.profile.forward.name}"`,
      `The job's forwards: ${job.forwards.map(({ name }) => name).join(", ") || "none"}.`,
    ),
    ...clashesWithin(job.forwards),
    ...job.relay._violations(job.forwards),
    ...(Token.isUnresolved(job.projectDirectory)
      ? PROJECT_DIRECTORY.when(true, `projectDirectory "${job.projectDirectory}"`)
      : PROJECT_DIRECTORY.unless((path) => /^\/[^\0\n]*$/.test(path), job.projectDirectory)),
    ...variableViolations(at, own, job.added),
    ...keptRunsViolations(job),
    ...timeoutViolations(job),
    ...sidecars.flatMap((sidecar, index) => sidecarViolations(at, sidecar, sidecars.slice(0, index), job)),
  ];
}

function timeoutViolations({ runTimeout, timing }: JobDefinition): Violation[] {
  const limit = runTimeout.toSeconds();
  const waiting = timing.partnerTimeout.toSeconds() + timing.startupTimeout.toSeconds();
  return [
    ...TIMEOUT.outside(RUN_TIMEOUT, limit, "a runTimeout in seconds of"),
    ...TIMEOUT.when(
      limit <= waiting,
      `a runTimeout of ${limit} s with partnerTimeout and startupTimeout of ${waiting} s together`,
    ),
  ];
}

function sidecarViolations(
  at: IConstruct,
  sidecar: SidecarDefinition,
  others: readonly SidecarDefinition[],
  job: JobDefinition,
): Violation[] {
  const taken = [DBT_CONTAINER, BRIDGE_CONTAINER, ...others.map(({ containerName }) => containerName)];
  return [
    ...nameViolations("container", sidecar.containerName),
    ...CONTAINERS.when(taken.includes(sidecar.containerName), `"${sidecar.containerName}" twice`),
    ...SIDECAR_COMMAND.when(sidecar.command.length === 0, "no command"),
    ...variableViolations(at, Object.keys(groupVariable(job)), sidecar.added),
  ];
}
