import { setTimeout as sleep } from "node:timers/promises";
import { Network } from "../support/aci/network";
import { accessToken } from "../support/relay/access-token";
import { AzureRelay } from "../support/relay/azure-relay";
import { ManagedIdentity, METADATA_ADDRESS } from "../support/relay/managed-identity";
import { ADDRESS, closing, Ends, seen, sender, start, stopAll } from "./azbridge-under-test";
import { Client, eventually, FarEnd } from "./tcp";

const CLIENT_ID = "11111111-2222-3333-4444-555555555555";
const RESOURCE = "https://relay.azure.net";

describe("azbridge double: with an identity", () => {
  let ends: Ends;
  let identity: ManagedIdentity;
  beforeEach(async () => {
    ends = await Ends.open();
    identity = closing(await ManagedIdentity.start({ [CLIENT_ID]: "a-sender", other: "a-listener" }));
    ends.relay.access.addPrincipal("a-sender", { warehouse: ["send"] });
    ends.relay.access.addPrincipal("a-listener", { warehouse: ["listen"] });
    await ends.listener(closing(await FarEnd.echo()).port).up();
  });
  afterEach(stopAll);

  async function byIdentity(variables: Record<string, string> = {}) {
    const { port, profile } = await sender();
    const azbridge = await start(
      { LogLevel: "INFO", AzureRelayEndpoint: ends.relay.endpoint, LocalForward: profile.LocalForward },
      { environment: { ...ends.environment, AZURE_CLIENT_ID: CLIENT_ID, ...identity.environment, ...variables } },
    ).up();
    return { azbridge, connect: () => Client.connect(port, ADDRESS) };
  }
  const served = async (client: Client) => {
    client.socket.end("x");
    expect(await client.get(1)).toBe("x");
  };
  async function refused(variables: Record<string, string>, exception: string) {
    const { azbridge, connect } = await byIdentity(variables);
    const client = await connect();
    await client.untilEnded();
    expect(client.received.toString()).toBe("");
    await eventually(() => azbridge.stdout.includes(exception), `${exception} in ${azbridge.stdout}`);
    return connect;
  }

  seen("asks IDENTITY_ENDPOINT once for all connections, for a resource without a slash", async () => {
    const { connect } = await byIdentity();
    for (let count = 0; count < 3; count++) await served(await connect());
    expect(identity.requests).toEqual([{ probe: false, clientId: CLIENT_ID, resource: RESOURCE }]);
  });

  it("asks again when its token has run out", async () => {
    identity.tokenSeconds = 2;
    const { connect } = await byIdentity();
    await served(await connect());
    await sleep(2100);
    await served(await connect());
    expect(identity.requests).toHaveLength(2);
  });

  seen("fails a connection while the identity is not there yet, and asks again for the next", async () => {
    identity.unavailable = true;
    const connect = await refused({}, "Azure.Identity.CredentialUnavailableException: DefaultAzureCredential failed");
    identity.unavailable = false;
    await served(await connect());
    expect(identity.requests).toHaveLength(2);
  });

  it("waits for an endpoint that is slow", async () => {
    identity.delayMilliseconds = 700;
    const { connect } = await byIdentity();
    const client = await connect();
    client.socket.write("x");
    await sleep(500);
    expect([client.ended, client.received.length]).toEqual([false, 0]);
    expect(await client.get(1)).toBe("x");
    client.socket.destroy();
  });

  for (const chosen of ["prod", "dev"])
    seen(`takes ${chosen} for AZURE_TOKEN_CREDENTIALS`, async () => {
      await served(await (await byIdentity({ AZURE_TOKEN_CREDENTIALS: chosen })).connect());
    });
  seen("fails every connection with any other word there", async () => {
    await refused({ AZURE_TOKEN_CREDENTIALS: "ManagedIdentity" }, "AZURE_TOKEN_CREDENTIALS: ManagedIdentity");
    expect(identity.requests).toEqual([]);
  });

  seen("takes no token that is no JSON Web Token", async () => {
    identity.tokenInstead = "a-token";
    await refused({}, "System.ArgumentException: The token is no JSON Web Token");
  });

  it.each([
    ["has another right", { AZURE_CLIENT_ID: "other" }, "AuthorizationFailedException: 'send' claim is required"],
    ["does not exist", { AZURE_CLIENT_ID: "nobody" }, "Identity not found"],
    ["is not named", { AZURE_CLIENT_ID: "" }, "Identity not found"],
  ])("accepts, then closes, when the identity %s", async (_, variables, exception) => {
    await refused(variables, exception);
  });

  it("is refused by the relay with a token that has run out, or that is for another resource", async () => {
    for (const token of [accessToken("a-sender", -60), accessToken("a-sender", 60, `${RESOURCE}/`)]) {
      identity.tokenInstead = token;
      await refused({}, "AuthorizationFailedException: InvalidToken");
    }
  });
});

describe("azbridge double: with the instance metadata service", () => {
  afterEach(stopAll);

  /** A machine whose way to the relay is a cable, and where nothing but its metadata stands at the metadata's address. */
  async function machine(withMetadata = true) {
    const network = await Network.open(METADATA_ADDRESS);
    closing({ close: async () => Promise.resolve(network.close()) });
    const relay = closing(await AzureRelay.start({ address: network.outside, hostNames: [network.outside] }));
    const identity = closing(await ManagedIdentity.start({ [CLIENT_ID]: "a-sender" }));
    const { listen } = relay.addHybridConnection("warehouse");
    relay.access.addPrincipal("a-sender", { warehouse: ["send"] });
    if (withMetadata) await identity.serveMetadata(network.within("env"));
    const far = closing(await FarEnd.echo());
    const forward = { RelayName: "warehouse", ConnectionString: listen, Host: "127.0.0.1", HostPort: far.port };
    const environment = { SSL_CERT_FILE: relay.caFile, AZURE_CLIENT_ID: CLIENT_ID };
    await start({ RemoteForward: [{ ...forward, PortName: "warehouse" }] }, { environment }).up();
    const { port, profile } = await sender({ BindAddress: "0.0.0.0" });
    const azbridge = await start(
      { LogLevel: "INFO", AzureRelayEndpoint: relay.endpoint, LocalForward: profile.LocalForward },
      // It looks there and nowhere else, whatever another library would make of this variable.
      {
        environment: { ...environment, AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:9" },
        within: network.within("env"),
      },
    ).up();
    return { azbridge, identity, connect: () => Client.connect(port, network.inside) };
  }

  seen("probes before every connection, without the header, and asks once with it", async () => {
    const { identity, connect } = await machine();
    for (let count = 0; count < 3; count++) {
      const client = await connect();
      client.socket.end("x");
      expect(await client.get(1)).toBe("x");
    }
    const probe = { probe: true, clientId: CLIENT_ID, resource: RESOURCE };
    expect(identity.requests).toEqual([probe, { ...probe, probe: false }, probe, probe]);
  });

  seen("accepts, then closes, where nobody answers at 169.254.169.254", async () => {
    const { azbridge, connect } = await machine(false);
    await (await connect()).untilEnded();
    await eventually(() => azbridge.stdout.includes("CredentialUnavailableException"), azbridge.stdout);
  });
});
