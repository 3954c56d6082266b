import { Duration } from "../../core/duration";
import type { DbtContainerAppJob } from "../container-app/dbt-container-app-job";
import { EXIT_CODE } from "../coordination/limits";
import { DBT_CONTAINER } from "../job/containers";
import { RunFailure, byExitCode, inMinutes, unanswered } from "./messages";

/** What can be said of executions of one job in Container Apps. */
export class ExecutionMessages {
  /** @param execution expression of the name of this run's execution. */
  constructor(
    private readonly job: DbtContainerAppJob,
    private readonly timeout: Duration,
    private readonly execution: string,
  ) {}

  /** For an execution that failed. @param exitCode expression of dbt's own exit code, empty where it is not known. */
  public failed(exitCode: string): RunFailure {
    const texts: Record<string, string> = {
      "": "dbt failed or could not run, or a container beside it did not end by itself. The last lines of the log say which.",
      ...byExitCode(this.job.runTimeout),
      [EXIT_CODE.SUCCEEDED]: "dbt succeeded, but a container beside it failed or did not end, so that Azure ended all.",
      [EXIT_CODE.TERMINATED]: `dbt was ended by a stop, exit code ${EXIT_CODE.TERMINATED}: the platform ended the replica, or somebody did.`,
    };
    const told = Object.entries(texts).reduceRight(
      (rest, [code, text]) => `if(equals(${exitCode}, '${code}'), '${text.replace(/'/g, "''")}', ${rest})`,
      "'the dbt container ended with an exit code that is none of dbt''s.'",
    );
    return {
      code: `@{if(equals(${exitCode}, ''), 'failed', ${exitCode})}`,
      text: `@{${told}} ${this.logs}`,
    };
  }

  /** For an execution that was stopped. */
  public get stopped(): RunFailure {
    return {
      code: "stopped",
      text: `the execution was stopped: somebody stopped it, or the job was deleted. ${this.logs}`,
    };
  }

  /** For an execution that goes on, or of which nobody can say. */
  public get stillRunning(): RunFailure {
    return {
      code: "still-running",
      text: `the execution did not end within ${inMinutes(this.timeout)}, though Azure was to end it before: it was told to stop; see that it has. ${this.logs}`,
    };
  }

  /** For a job whose containers are others than the pipeline puts into a template. */
  public get otherContainers(): RunFailure {
    return {
      code: "other-containers",
      text: `${this.job.jobName} has other containers than this pipeline was deployed for, so it was not started: deploy the stack of the pipeline.`,
    };
  }

  /** For a start that was taken, but whose answer names no execution [assumed A13]. */
  public get nameless(): RunFailure {
    return {
      code: "no-execution",
      text: `${this.job.jobName} was started, but Azure's answer names no execution to wait for: see az containerapp job execution list ${this.address}.`,
    };
  }

  /** For a call that failed. */
  public unanswered(call: string, what: string): RunFailure {
    return unanswered(call, `${this.job.jobName} could not be ${what}.`, {
      NotFound: ["job-not-found", "There is no such job: deploy the stack of the job."],
      AuthorizationFailed: [
        "not-allowed",
        "The identity of the factory has no right to it: see that its role on the job is there.",
      ],
    });
  }

  private get address(): string {
    return `--resource-group ${this.job.resourceGroupName} --name ${this.job.jobName}`;
  }

  /** Where to look, for as long as Azure keeps it. */
  private get logs(): string {
    const { artifacts } = this.job;
    return [
      `Log: az containerapp job logs show ${this.address} --execution @{${this.execution}} --container ${DBT_CONTAINER}`,
      ...(artifacts === undefined ? [] : [`dbt's own files: ${artifacts}`]),
    ].join("; ");
  }
}
