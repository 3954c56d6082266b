import { type Answer, type Call, Management } from "./management";

export { type Refusal } from "./management";

/** What the API shows of one container. */
export interface ContainerView {
  readonly name: string;
  readonly properties: {
    readonly instanceView?: {
      readonly restartCount: number;
      readonly currentState: {
        readonly state: string;
        readonly startTime?: string;
        readonly exitCode?: number;
        readonly detailStatus?: string;
      };
    };
  };
}

/** What the API shows of a group. */
export interface GroupView {
  readonly state?: string;
  readonly containers: readonly ContainerView[];
}

/** A container group behind the API. */
export interface ApiGroup {
  /** What a GET shows now. */
  view(): GroupView;
  /** Starts it; false where it runs. */
  start(): boolean | Promise<boolean>;
  /** Stops it. */
  stop(): void | Promise<void>;
}

const API_VERSION = "2023-05-01";

/** A double of Azure Resource Manager, as far as one container group goes. Source: Microsoft, REST API of Azure Container Instances. */
export class ContainerInstances extends Management {
  public static async serve(groupId: string, group: ApiGroup): Promise<ContainerInstances> {
    const double = new ContainerInstances(groupId, group);
    await double.listen();
    return double;
  }

  private constructor(
    private readonly groupId: string,
    private readonly group: ApiGroup,
  ) {
    super();
  }

  protected async answer({ method, path, apiVersion }: Call): Promise<Answer> {
    if (apiVersion !== API_VERSION) return { status: 400, body: { error: { code: "MissingApiVersionParameter" } } };
    if (method === "GET" && path === this.groupId) {
      const { state, containers } = this.group.view();
      const properties = { containers, ...(state === undefined ? {} : { instanceView: { events: [], state } }) };
      return { status: 200, body: { id: this.groupId, properties } };
    }
    if (method === "POST" && path === `${this.groupId}/start`) {
      return { status: (await this.group.start()) ? 202 : 204 };
    }
    if (method === "POST" && path === `${this.groupId}/stop`) {
      await this.group.stop();
      return { status: 204 };
    }
    return { status: 404, body: { error: { code: "ResourceNotFound" } } };
  }
}
