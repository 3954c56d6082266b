import * as http from "node:http";
import { type AddressInfo } from "node:net";

/** An answer other than that of the resource. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** A call, as a double is asked. */
export interface Call {
  readonly method: string;
  /** Path of the address. */
  readonly path: string;
  readonly apiVersion: string | null;
  readonly body: string;
}

/** What a double answers; no body where there is none. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A double of Azure Resource Manager, as far as one resource goes. */
export abstract class Management {
  /** Every call: method and path. */
  public readonly calls: string[] = [];
  /** Says what is answered to a call in place of what the resource says. */
  public refuse: (call: { readonly method: string; readonly number: number }) => Refusal | undefined = () => undefined;
  private readonly server = http.createServer((request, response) => void this.serve(request, response));

  protected abstract answer(call: Call): Answer | Promise<Answer>;

  protected async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

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

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const method = request.method!;
    const { pathname, searchParams } = new URL(request.url!, "http://azure");
    this.calls.push(`${method} ${pathname}`);
    const number = this.calls.filter((call) => call.startsWith(method)).length;
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const refusal = this.refuse({ method, number });
    const answer =
      refusal === undefined
        ? await this.answer({ method, path: pathname, apiVersion: searchParams.get("api-version"), body })
        : { status: refusal.status, body: { error: { code: refusal.code, message: "…" } } };
    response.writeHead(answer.status, { "Content-Type": "application/json" });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }
}
