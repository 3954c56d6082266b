import { Duration } from "../../core/duration";
import { SECONDS_PER_MINUTE } from "../../core/limits";
import type { DbtJob } from "../container-group/dbt-job";
import { EXIT_CODE } from "../coordination/limits";
import { DBT_CONTAINER } from "../job/containers";
import { NOT_STARTED, RESTARTING, STILL_RUNNING, byError, errorOf } from "./expressions";
import { RUN_RESTARTS } from "./limits";

/** What a failed run says: a code for programs, a text for people. Text within `@{…}` is evaluated by Data Factory. */
export interface RunFailure {
  readonly code: string;
  readonly text: string;
}

/** What a dbt container's own exit codes say wherever it runs, but for success. */
export function byExitCode(runTimeout: Duration): Record<string, string> {
  return {
    [EXIT_CODE.MODEL_FAILED]: `dbt ended with exit code ${EXIT_CODE.MODEL_FAILED}: a model, seed, snapshot or test failed, or dbt refused its project or arguments.`,
    [EXIT_CODE.DBT_FAILED]: `dbt ended with exit code ${EXIT_CODE.DBT_FAILED}: dbt itself failed, not a model.`,
    [EXIT_CODE.UNAVAILABLE]: `dbt could not run to its end, exit code ${EXIT_CODE.UNAVAILABLE}: the path to the database was not proven or was lost, or the bridge failed. The last line of the log says which.`,
    [EXIT_CODE.TIMED_OUT]: `dbt was ended after ${runTimeout.toSeconds()} s, the job's runTimeout, exit code ${EXIT_CODE.TIMED_OUT}: it waits for a connection that is dead, for a lock, or for longer than the job allows.`,
    [EXIT_CODE.KILLED]: `dbt was killed, exit code ${EXIT_CODE.KILLED}: by the platform, or for want of memory; then give the job more (dbtSize).`,
  };
}

/** For a call that failed, by what its error holds: a code and a text each. */
export function unanswered(
  call: string,
  what: string,
  causes: Readonly<Record<string, readonly [code: string, text: string]>>,
): RunFailure {
  const all = {
    ...causes,
    TooManyRequests: ["throttled", "Azure throttled it for longer than the attempts lasted: run the pipeline again."],
  };
  const column = (index: 0 | 1) => Object.fromEntries(Object.entries(all).map(([part, cause]) => [part, cause[index]]));
  return {
    code: `@{${byError(call, column(0), "no-answer")}}`,
    text: `${what} @{${byError(call, column(1), "Azure said:")}} @{${errorOf(call)}}`,
  };
}

export function inMinutes(length: Duration): string {
  return `${length.toSeconds() / SECONDS_PER_MINUTE} minutes`;
}

/** What can be said of runs of one job. */
export class RunMessages {
  constructor(
    private readonly job: DbtJob,
    private readonly timeout: Duration,
  ) {}

  /** By verdict; the ones that are numbers are exit codes of dbt's container. */
  public get byVerdict(): Record<string, string> {
    const { logs, minutes } = this;
    return {
      ...Object.fromEntries(
        Object.entries(byExitCode(this.job.runTimeout)).map(([code, text]) => [code, `${text} ${logs}`]),
      ),
      [EXIT_CODE.ARMED]: `dbt did not run, exit code ${EXIT_CODE.ARMED}: this start of the group followed a deploy and only armed the job (runOnDeploy is false). Run the pipeline again.`,
      [EXIT_CODE.TERMINATED]: `dbt was ended by a stop of the group, exit code ${EXIT_CODE.TERMINATED}: somebody stopped it, or a deploy replaced it. ${logs}`,
      [NOT_STARTED]: `dbt did not start within ${minutes}. Its image may not be there or not be pulled: see the events in az container show ${this.address}. ${this.stopped}`,
      [STILL_RUNNING]: `dbt did not end within ${minutes}, though the job's runTimeout is shorter: its container hangs, or its image came late. ${this.stopped} ${logs}`,
      [RESTARTING]: `the dbt container was restarted more than ${RUN_RESTARTS} times in this run; what it does is not known to be whole. ${this.stopped} ${logs}`,
    };
  }

  /** For any other exit code. */
  public other(verdict: string): string {
    return `the dbt container ended with exit code @{${verdict}}, which is none of dbt's. ${this.logs}`;
  }

  /** For a group that runs already. */
  public get alreadyRunning(): RunFailure {
    const text = `${this.job.groupName} is already running or starting, so nothing was started: another scheduler or a deploy started it, an earlier run goes on, or an attempt at this start arrived although its answer was lost. Wait until it has ended. ${this.logs}`;
    return { code: "already-running", text };
  }

  /** For a look at the group, or a start, that failed. */
  public unanswered(call: string, what: string): RunFailure {
    return unanswered(call, `${this.job.groupName} could not be ${what}.`, {
      NotFound: ["group-not-found", "There is no such container group: deploy the stack of the job."],
      AuthorizationFailed: [
        "not-allowed",
        "The identity of the factory has no right to it: see that its role on the group is there.",
      ],
      NoContent: ["already-running", "It is already running: wait until it has ended."], // a 204 taken for no answer
    });
  }

  private get minutes(): string {
    return inMinutes(this.timeout);
  }

  /** Of a group that is given up. */
  private get stopped(): string {
    return `${this.job.groupName} was told to stop; see that it has, with az container stop ${this.address}.`;
  }

  private get address(): string {
    return `--resource-group ${this.job.resourceGroupName} --name ${this.job.groupName}`;
  }

  /** Where to look, until the group is started again. */
  private get logs(): string {
    const { artifacts } = this.job;
    return [
      `Log: az container logs ${this.address} --container-name ${DBT_CONTAINER}`,
      ...(artifacts === undefined ? [] : [`dbt's own files: ${artifacts}`]),
    ].join("; ");
  }
}
