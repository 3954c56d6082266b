import { type ApiJob, type ExecutionView } from "../data-factory/container-apps-jobs";
import { type AppJob, type Execution } from "./app-job";

/** Shows executions that run here as Azure's API shows them. */
export class JobBehindApi implements ApiJob {
  private readonly executions = new Map<string, Execution>();

  public constructor(private readonly job: AppJob) {}

  public start(): string {
    const name = `${this.job.block.name}-${this.executions.size + 1}`;
    this.executions.set(name, this.job.start());
    return name;
  }

  public view(execution: string): ExecutionView | undefined {
    const found = this.executions.get(execution);
    return found && { status: found.status, exitCode: found.replica?.container("dbt").state.exitCode };
  }

  /** Answers at once; its containers have ended a while later. */
  public stop(execution: string): void {
    void this.executions.get(execution)!.stop();
  }

  /** By its name, for the test. */
  public execution(name: string): Execution {
    return this.executions.get(name)!;
  }
}
