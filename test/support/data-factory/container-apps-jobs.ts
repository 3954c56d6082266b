import { type Answer, type Call, Management } from "./management";

/** What the API shows of an execution. */
export interface ExecutionView {
  readonly status: string;
  /** dbt's own exit code, which previews show once the replica has ended. */
  readonly exitCode?: number;
}

/** A Container Apps job behind the API. */
export interface ApiJob {
  /** Begins an execution: its name. */
  start(): string | Promise<string>;
  /** What a GET of an execution shows now; undefined where there is none of that name. */
  view(execution: string): ExecutionView | undefined;
  stop(execution: string): void | Promise<void>;
}

const API_VERSION = "2025-07-01";
const PREVIEW = "2025-02-02-preview";
const NOT_FOUND: Answer = { status: 404, body: { error: { code: "ResourceNotFound" } } };

/**
 * A double of Azure Resource Manager, as far as one Container Apps job goes. Source: Azure's API specifications, Microsoft.App
 * 2025-07-01 and 2025-02-02-preview, jobs.
 */
export class ContainerAppsJobs extends Management {
  public static async serve(jobId: string, job: ApiJob): Promise<ContainerAppsJobs> {
    const double = new ContainerAppsJobs(jobId, job);
    await double.listen();
    return double;
  }

  /** Whether a start is answered with 202 and no name, as the specification also allows. */
  public namesExecutions = true;
  /** Whether the preview answers. */
  public hasPreview = true;

  private constructor(
    private readonly jobId: string,
    private readonly job: ApiJob,
  ) {
    super();
  }

  protected async answer({ method, path, apiVersion, body }: Call): Promise<Answer> {
    const preview = apiVersion === PREVIEW && this.hasPreview && method === "GET";
    if (apiVersion !== API_VERSION && !preview) {
      return { status: 400, body: { error: { code: "InvalidApiVersionParameter" } } };
    }
    if (method === "POST" && path === `${this.jobId}/start`) {
      if (body !== "") return { status: 400, body: { error: { code: "InvalidRequestContent" } } }; // no template is meant
      const name = await this.job.start();
      return this.namesExecutions
        ? { status: 200, body: { name, id: `${this.jobId}/executions/${name}` } }
        : { status: 202 };
    }
    const [, execution, action] = new RegExp(`^${this.jobId}/executions/([^/]+)(/stop)?$`).exec(path) ?? [];
    const shown = execution === undefined ? undefined : this.job.view(execution);
    if (shown === undefined) return NOT_FOUND;
    if (method === "POST" && action !== undefined) {
      await this.job.stop(execution);
      return { status: 202 };
    }
    if (method !== "GET" || action !== undefined) return NOT_FOUND;
    const { status, exitCode } = shown;
    const containers = [
      { name: "azbridge", code: 0, status: "Terminated" },
      { name: "dbt", code: exitCode, status: "Terminated" },
    ];
    const detailedStatus =
      preview && exitCode !== undefined ? { replicas: [{ name: `${execution}-abcde`, containers }] } : undefined;
    return { status: 200, body: { name: execution, properties: { status, detailedStatus } } };
  }
}
