import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { accessToken } from "./access-token";
import { listenWithin } from "./listen-within";

/** Where instance metadata stands, and nowhere else. */
export const METADATA_ADDRESS = "169.254.169.254";
const METADATA_PATH = "/metadata/identity/oauth2/token";

export interface TokenRequest {
  /** A question without the header of either endpoint: Azure.Identity's probe. */
  readonly probe: boolean;
  readonly clientId: string;
  readonly resource: string;
}

/**
 * The endpoints from which a program gets tokens of its managed identities: `IDENTITY_ENDPOINT` (header
 * `X-IDENTITY-HEADER`), and the instance metadata service (header `Metadata: true`), where {@link serveMetadata} has put
 * it. Source: Azure.Identity 1.14, ManagedIdentityCredential, and what it was seen to ask.
 */
export class ManagedIdentity {
  /** @param principals whose token it is, by the client ID of the identity. */
  public static async start(
    principals: Readonly<Record<string, string>>,
    address = "127.0.0.1",
    port = 0,
  ): Promise<ManagedIdentity> {
    const identity = new ManagedIdentity(principals, address);
    await new Promise<void>((resolve, reject) =>
      identity.server.once("error", reject).listen(port, address, () => resolve()),
    );
    return identity;
  }

  /** How long every answer takes. */
  public delayMilliseconds = 0;
  /** Answers 400, as while the identity is not yet known to the host. */
  public unavailable = false;
  /** How long a token lasts. */
  public tokenSeconds = 3600;
  /** Given in place of every token. */
  public tokenInstead?: string;
  public readonly requests: TokenRequest[] = [];
  private readonly secret = "identity-header";
  private readonly metadata: { close(): void }[] = [];
  private readonly server = http.createServer((request, response) => {
    const timer = setTimeout(() => {
      const [status, answer] = this.answer(request);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }, this.delayMilliseconds);
    response.once("close", () => clearTimeout(timer)); // nobody waits any more
  });

  private constructor(
    private readonly principals: Readonly<Record<string, string>>,
    private readonly address: string,
  ) {}

  /** What a container's environment holds beside AZURE_CLIENT_ID. */
  public get environment(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return { IDENTITY_ENDPOINT: `http://${this.address}:${port}/msi/token`, IDENTITY_HEADER: this.secret };
  }

  /**
   * Puts the instance metadata service at {@link METADATA_ADDRESS} of a network namespace, which has that address.
   *
   * @param within a command that runs another one there, for example `["nsenter", "--net=/run/netns/machine"]`.
   */
  public async serveMetadata(within: readonly string[]): Promise<void> {
    const server = await listenWithin(within, METADATA_ADDRESS, 80);
    server.on("connection", (socket) => this.server.emit("connection", socket));
    this.metadata.push(server);
  }

  public async close(): Promise<void> {
    for (const server of this.metadata) server.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ url: address, headers }: http.IncomingMessage): [status: number, answer: unknown] {
    const url = new URL(address ?? "/", "http://identity");
    const clientId = url.searchParams.get("client_id") ?? "";
    const resource = url.searchParams.get("resource") ?? "";
    const ofMetadata = url.pathname === METADATA_PATH;
    const allowed = ofMetadata ? headers.metadata === "true" : headers["x-identity-header"] === this.secret;
    this.requests.push({ probe: !allowed, clientId, resource });
    const error = (description: string): [number, unknown] => [
      400,
      { error: "invalid_request", error_description: description },
    ];
    // Azure.Identity takes `Identity not found` for the last word, also where it only looks whether anybody is there.
    if (!allowed) return error(ofMetadata ? "Required metadata header not specified" : "Header is missing");
    const principal = this.principals[clientId];
    if (principal === undefined || this.unavailable) return error("Identity not found");
    const token = this.tokenInstead ?? accessToken(principal, this.tokenSeconds, resource);
    const expires = Math.floor(Date.now() / 1000) + this.tokenSeconds;
    return [200, { access_token: token, expires_on: `${expires}`, resource, token_type: "Bearer" }];
  }
}
