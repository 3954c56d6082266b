import { type Answer, type Call, Management } from "./management";

/** What the API shows of an execution. */
export interface ExecutionView {
  readonly status: string;
  /** dbt's own exit code, which previews show once the replica has ended. */
  readonly exitCode?: number;
}

/** A variable, with its value or the name of the secret that it has. */
export interface ApiVariable {
  readonly name: string;
  readonly value?: string;
  readonly secretRef?: string;
}

/** What a template of one execution says of a container, and no more: mounts of volumes have no place in it. */
export interface ExecutionContainer {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly ApiVariable[];
  readonly resources: { readonly cpu: number; readonly memory: string };
}

/** A container as the API shows it. */
export interface ApiContainer extends ExecutionContainer {
  readonly volumeMounts: readonly {
    readonly volumeName: string;
    readonly mountPath: string;
    readonly subPath?: string;
  }[];
}

/** A Container Apps job behind the API. */
export interface ApiJob {
  /** Its containers, as they were deployed. */
  readonly containers: readonly ApiContainer[];
  /** Begins an execution: its name. @param containers those of a template of its own. */
  start(containers?: readonly ExecutionContainer[]): string | Promise<string>;
  /** What a GET of an execution shows now; undefined where there is none of that name. */
  view(execution: string): ExecutionView | undefined;
  stop(execution: string): void | Promise<void>;
}

const API_VERSION = "2025-07-01";
const PREVIEW = "2025-02-02-preview";
const INVALID: Answer = { status: 400, body: { error: { code: "InvalidRequestContent" } } };
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
    if (method === "GET" && path === this.jobId) {
      const containers = this.job.containers.map(({ resources, ...rest }) => ({
        ...rest,
        args: null,
        probes: [],
        resources: { ...resources, ephemeralStorage: "2Gi" },
      }));
      return { status: 200, body: { id: this.jobId, properties: { template: { containers, initContainers: null } } } };
    }
    if (method === "POST" && path === `${this.jobId}/start`) {
      const containers = body === "" ? undefined : containersIn(body);
      if (containers === "invalid") return INVALID;
      const name = await this.job.start(containers);
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

/** What each object of a template can have. Source: Azure's API specifications, Microsoft.App 2025-07-01, JobExecutionContainer. */
const KNOWN = {
  template: ["containers", "initContainers"],
  container: ["name", "image", "command", "args", "env", "resources"],
  variable: ["name", "value", "secretRef"],
  resources: ["cpu", "memory"],
};

/** The containers of a template; it is taken as Azure's model has it, and a container without name or image is none. */
function containersIn(body: string): ExecutionContainer[] | "invalid" {
  const isOf = (kind: keyof typeof KNOWN, given: object) =>
    Object.keys(given).every((key) => KNOWN[kind].includes(key));
  try {
    const template = JSON.parse(body) as { readonly containers: ExecutionContainer[] };
    const isWhole = ({ name, image, command, env, resources }: ExecutionContainer) =>
      [name, image, resources.memory, ...command].every((text) => typeof text === "string" && text !== "") &&
      typeof resources.cpu === "number" &&
      isOf("resources", resources) &&
      new Set(env.map((one) => one.name)).size === env.length &&
      env.every((one) => isOf("variable", one) && (one.value === undefined) !== (one.secretRef === undefined));
    const known = template.containers.every((one) => isOf("container", one) && isWhole(one));
    return isOf("template", template) && known ? template.containers : "invalid";
  } catch {
    return "invalid";
  }
}
