import {
  type ApiContainer,
  type ApiJob,
  type ExecutionContainer,
  type ExecutionView,
} from "../data-factory/container-apps-jobs";
import { type AppJob, type Execution } from "./app-job";
import { apiContainers } from "./api-containers";
import { type AppContainer } from "./terraform";

/** Shows executions that run here as Azure's API shows them. */
export class JobBehindApi implements ApiJob {
  private readonly executions = new Map<string, Execution>();

  public constructor(private readonly job: AppJob) {}

  public get containers(): ApiContainer[] {
    return apiContainers(this.job.block);
  }

  public start(containers?: readonly ExecutionContainer[]): string {
    const name = `${this.job.block.name}-${this.executions.size + 1}`;
    this.executions.set(name, this.job.start(containers?.map((one) => this.inPlaceOf(one))));
    return name;
  }

  /** A container of a template in the form in which Terraform sends one; the volumes of its namesake are mounted [assumed A21]. */
  private inPlaceOf({ name, image, command, env, resources }: ExecutionContainer): AppContainer {
    return {
      name,
      image,
      cpu: resources.cpu,
      memory: resources.memory,
      command: [...command],
      env: env.map(({ secretRef, ...rest }) => ({ ...rest, secret_name: secretRef })),
      volume_mounts: this.job.block.template.container.find((own) => own.name === name)?.volume_mounts ?? [],
    };
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
