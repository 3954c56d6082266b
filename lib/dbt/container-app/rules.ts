import { IConstruct } from "constructs";
import { ownNameViolations } from "../../core/one-name";
import { Rule, Violation, refuse } from "../../core/rule";
import { CoordinationTiming } from "../coordination/coordination-timing";
import { SidecarDefinition } from "../job/definition";
import { groupVariable } from "../job/environment";
import { jobViolations } from "../job/rules";
import { together } from "../job/together";
import { CONSUMPTION_PROFILE } from "./container-app-environment";
import { isReplaced } from "./containers";
import { AppJobDefinition } from "./definition";
import { REPLICA_CPU_CORES, REPLICA_CPU_STEP, REPLICA_GIB_PER_CORE, REPLICA_RETRIES, REPLICA_TIMEOUT } from "./limits";

const SIZE = new Rule({
  id: "dbt/app-job-size",
  why: "The containers of a replica have together a size that Azure does not offer in the profile Consumption.",
  fix: `Let all containers together have ${REPLICA_CPU_CORES.toString()} in steps of ${REPLICA_CPU_STEP}, and ${REPLICA_GIB_PER_CORE} GiB of memory for each core.`,
  source: "Microsoft: containers in Azure Container Apps, allocations",
});

const TIMEOUT = new Rule({
  id: "dbt/replica-timeout",
  why: "Azure ends a run at its timeout without a word; at its own the job says so, and lets dbt cancel its statements.",
  fix: `Use ${REPLICA_TIMEOUT.toString()} as a whole number, more than runTimeout and terminationGrace together.`,
  source: "Microsoft: jobs in Azure Container Apps, job settings; this library: coordination protocol",
});

const RETRIES = new Rule({
  id: "dbt/retry-limit",
  why: "Every retry runs dbt again from the beginning, also where a test of dbt has failed.",
  fix: `Use ${REPLICA_RETRIES.toString()}.`,
  source: "Microsoft: jobs in Azure Container Apps, job settings",
});

const NO_PROBE = new Rule({
  id: "dbt/no-probe",
  why: "Container Apps has no probe that runs a command, so these figures would mean nothing.",
  fix: "Leave the probe's figures out.",
  source: "azurerm 4.55.0: container app job probes are TCP or HTTP",
});

const EXPANSION = new Rule({
  id: "dbt/command-expansion",
  why: "Kubernetes, on which Container Apps is built, replaces $(NAME) in a command by the variable of that name, and $$ by $.",
  fix: "Write ${NAME} where a shell reads it, or hand the text over in a variable, which is delivered as it stands.",
  source: "Kubernetes: define a command and arguments for a container; assumed of Container Apps",
});

/** Throws everything that is wrong with a job in Container Apps. */
export function refuseAppJob(at: IConstruct, job: AppJobDefinition, resourceGroupName: string): void {
  refuse(
    at,
    ownNameViolations(at, "containerAppJob", resourceGroupName, job.jobName),
    jobViolations(at, job),
    job.workloadProfileName === CONSUMPTION_PROFILE ? sizeViolations(job) : [],
    timeoutViolations(job),
    RETRIES.outside(REPLICA_RETRIES, job.retryLimit, "retryLimit"),
    probeViolations(job.timing),
    job.sidecars.flatMap(expansionViolations),
  );
}

function sizeViolations({ dbtSize, azbridgeSize, sidecars }: AppJobDefinition): Violation[] {
  const sizes = [dbtSize, azbridgeSize, ...sidecars.map(({ size }) => size)];
  const [cores, memory] = [together(sizes, "cpuCores"), together(sizes, "memoryGib")];
  const each = sizes.every(({ cpuCores, memoryGib }) => cpuCores > 0 && memoryGib > 0);
  const offered = REPLICA_CPU_CORES.admits(cores) && Number.isInteger(cores / REPLICA_CPU_STEP);
  return SIZE.when(
    !each || !offered || memory !== cores * REPLICA_GIB_PER_CORE,
    `${sizes.length} containers with ${cores} cores and ${memory} GiB together`,
  );
}

function expansionViolations({ containerName, command, added }: SidecarDefinition): Violation[] {
  const names = [groupVariable({ jobName: "" }), added.plain, added.secure].flatMap((one) => Object.keys(one));
  return command.flatMap((word) =>
    EXPANSION.when(isReplaced(word, names), `"${word}" in the command of ${containerName}`),
  );
}

function timeoutViolations({ timing, runTimeout, replicaTimeout }: AppJobDefinition): Violation[] {
  const limit = replicaTimeout.toSeconds();
  const running = runTimeout.toSeconds() + timing.terminationGrace.toSeconds();
  return [
    ...TIMEOUT.outside(REPLICA_TIMEOUT, limit, "a replicaTimeout in seconds of"),
    ...TIMEOUT.when(
      limit <= running,
      `a replicaTimeout of ${limit} s with runTimeout and terminationGrace of ${running} s together`,
    ),
  ];
}

function probeViolations(timing: CoordinationTiming): Violation[] {
  const figures = ({ probeInitialDelay, probePeriod, probeTimeout, probeFailureThreshold }: CoordinationTiming) => ({
    probeInitialDelay: probeInitialDelay.toSeconds(),
    probePeriod: probePeriod.toSeconds(),
    probeTimeout: probeTimeout.toSeconds(),
    probeFailureThreshold,
  });
  const known: Readonly<Record<string, number>> = figures(CoordinationTiming.DEFAULT);
  return Object.entries(figures(timing)).flatMap(([what, figure]) =>
    NO_PROBE.when(figure !== known[what], `${what} ${figure}`),
  );
}
