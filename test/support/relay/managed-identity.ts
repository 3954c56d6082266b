import * as http from "node:http";
import type { AddressInfo } from "node:net";

export interface TokenRequest {
  readonly clientId: string;
  readonly resource: string;
}

/**
 * The endpoint from which a container group gets tokens of its managed identities: both as `IDENTITY_ENDPOINT` (header
 * `X-IDENTITY-HEADER`) and as the instance metadata service (path `/metadata/identity/oauth2/token`, header
 * `Metadata: true`). Source: Azure.Identity 1.14, ManagedIdentityCredential.
 */
export class ManagedIdentity {
  /** @param tokens by the client ID of the identity. */
  public static async start(
    tokens: Readonly<Record<string, string>>,
    address = "127.0.0.1",
    port = 0,
  ): Promise<ManagedIdentity> {
    const identity = new ManagedIdentity(tokens, address);
    await new Promise<void>((resolve, reject) =>
      identity.server.once("error", reject).listen(port, address, () => resolve()),
    );
    return identity;
  }

  /** How long every answer takes. */
  public delayMilliseconds = 0;
  /** Answers 400, as while the identity is not yet known to the host. */
  public unavailable = false;
  public readonly requests: TokenRequest[] = [];
  private readonly secret = "identity-header";
  private readonly server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://identity");
    const clientId = url.searchParams.get("client_id") ?? "";
    const resource = url.searchParams.get("resource") ?? "";
    this.requests.push({ clientId, resource });
    const allowed =
      request.headers["x-identity-header"] === this.secret ||
      (url.pathname === "/metadata/identity/oauth2/token" && request.headers.metadata === "true");
    const token = allowed && !this.unavailable ? this.tokens[clientId] : undefined;
    const timer = setTimeout(() => {
      const expires = Math.floor(Date.now() / 1000) + 3600;
      response.writeHead(token === undefined ? 400 : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          token === undefined
            ? { error: "invalid_request", error_description: "Identity not found" }
            : { access_token: token, expires_on: `${expires}`, resource, token_type: "Bearer" },
        ),
      );
    }, this.delayMilliseconds);
    response.once("close", () => clearTimeout(timer)); // nobody waits any more
  });

  private constructor(
    private readonly tokens: Readonly<Record<string, string>>,
    private readonly address: string,
  ) {}

  /** What a container's environment holds beside AZURE_CLIENT_ID. */
  public get environment(): Record<string, string> {
    return { IDENTITY_ENDPOINT: `${this.origin}/msi/token`, IDENTITY_HEADER: this.secret };
  }

  /** The same for the instance metadata service, which else is http://169.254.169.254. */
  public get metadataEnvironment(): Record<string, string> {
    return { AZURE_POD_IDENTITY_AUTHORITY_HOST: this.origin };
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get origin(): string {
    return `http://${this.address}:${(this.server.address() as AddressInfo).port}`;
  }
}
