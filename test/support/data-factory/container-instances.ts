import * as http from "node:http";
import { type AddressInfo } from "node:net";

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

/** An answer other than that of the group. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

const API_VERSION = "2023-05-01";

/** A double of Azure Resource Manager, as far as one container group goes. Source: Microsoft, REST API of Azure Container Instances. */
export class ContainerInstances {
  public static async serve(groupId: string, group: ApiGroup): Promise<ContainerInstances> {
    const double = new ContainerInstances(groupId, group);
    await new Promise<void>((resolve) => double.server.listen(0, "127.0.0.1", resolve));
    return double;
  }

  /** Every call: method and path. */
  public readonly calls: string[] = [];
  /** Says what is answered to a call in place of what the group says. */
  public refuse: (call: { readonly method: string; readonly number: number }) => Refusal | undefined = () => undefined;
  private readonly server = http.createServer((request, response) => void this.answer(request, response));

  private constructor(
    private readonly groupId: string,
    private readonly group: ApiGroup,
  ) {}

  /** Calls it as a Web activity calls Azure. */
  public call = ({ method, url, body }: { method: string; url: string; body?: string }): Promise<Response> => {
    const { port } = this.server.address() as AddressInfo;
    const address = url.replace("https://management.azure.com", `http://127.0.0.1:${port}`);
    if (address === url) throw new Error(`not an address of Azure: ${url}`);
    return fetch(address, { method, body: method === "GET" ? undefined : body });
  };

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const method = request.method!;
    const { pathname, searchParams } = new URL(request.url!, "http://azure");
    this.calls.push(`${method} ${pathname}`);
    const number = this.calls.filter((call) => call.startsWith(method)).length;
    const refusal = this.refuse({ method, number });
    if (refusal !== undefined)
      return this.say(response, refusal.status, { error: { code: refusal.code, message: "…" } });
    if (searchParams.get("api-version") !== API_VERSION) {
      return this.say(response, 400, { error: { code: "MissingApiVersionParameter" } });
    }
    if (method === "GET" && pathname === this.groupId) {
      const { state, containers } = this.group.view();
      return this.say(response, 200, {
        id: this.groupId,
        properties: { containers, ...(state === undefined ? {} : { instanceView: { events: [], state } }) },
      });
    }
    if (method === "POST" && pathname === `${this.groupId}/start`) {
      return this.say(response, (await this.group.start()) ? 202 : 204);
    }
    if (method === "POST" && pathname === `${this.groupId}/stop`) {
      await this.group.stop();
      return this.say(response, 204);
    }
    return this.say(response, 404, { error: { code: "ResourceNotFound" } });
  }

  private say(response: http.ServerResponse, status: number, body?: unknown): void {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }
}
