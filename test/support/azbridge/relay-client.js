"use strict";
const { createHmac, randomUUID } = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const { TunnelSocket, tunnelOptions } = require("../relay/tunnel-socket.js");

/** How long the SDK waits for an upgrade, and for the relay when it sends a rendezvous. */
const OPERATION_MILLISECONDS = 60_000;
const RENDEZVOUS_MILLISECONDS = 20_000;
const TOKEN_SECONDS = 3600;
const RELAY_RESOURCE = "https://relay.azure.net/";

/** Authorities as OpenSSL finds them: SSL_CERT_FILE takes the place of the system's; Node's own are not asked. */
let authorities;
function trusted() {
  authorities ??= [process.env.SSL_CERT_FILE ?? "/etc/ssl/certs/ca-certificates.crt", process.env.NODE_EXTRA_CA_CERTS]
    .filter((file) => file !== undefined && fs.existsSync(file))
    .map((file) => fs.readFileSync(file, "utf8"));
  return authorities;
}

/**
 * A WebSocket to the relay, open.
 *
 * @param address URL, or undefined for the hybrid connection itself.
 */
async function dial({ relay, entity }, action, address, onSocket = () => undefined) {
  const { host } = relay.Endpoint;
  const url = address ?? `wss://${host}/$hc/${encodeURI(entity)}?sb-hc-action=${action}&sb-hc-id=${randomUUID()}`;
  const headers = address === undefined ? { ServiceBusAuthorization: await token(relay, entity) } : {};
  return new Promise((resolve, reject) => {
    const handshakeTimeout = address === undefined ? OPERATION_MILLISECONDS : RENDEZVOUS_MILLISECONDS;
    const socket = new TunnelSocket(url, { ...tunnelOptions, headers, handshakeTimeout, ca: trusted() });
    onSocket(socket); // before the first frame may come
    socket.on("error", reject);
    socket.on("error", () => socket.terminate());
    socket.once("unexpected-response", (request, response) => {
      const error = new Error(`The relay answered ${response.statusCode}: ${response.statusMessage}`);
      error.status = response.statusCode;
      reject(error);
      request.destroy();
    });
    socket.once("open", () => resolve(socket));
  });
}

async function token(relay, entity) {
  if (relay.SharedAccessSignature !== undefined) return relay.SharedAccessSignature;
  if (relay.SharedAccessKeyName === undefined) return identityToken();
  const resource = encodeURIComponent(`http://${relay.Endpoint.hostname}/${entity}/`);
  const expiry = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
  // The key is used as the text that it is, not as the bytes that it encodes.
  const signature = createHmac("sha256", relay.SharedAccessKey ?? "").update(`${resource}\n${expiry}`);
  const values = { sr: resource, sig: encodeURIComponent(signature.digest("base64")), se: expiry };
  const fields = Object.entries({ ...values, skn: encodeURIComponent(relay.SharedAccessKeyName) });
  return `SharedAccessSignature ${fields.map(([key, value]) => `${key}=${value}`).join("&")}`;
}

/** By the managed identity, anew for every token: azbridge keeps neither a token nor a credential. */
async function identityToken() {
  const { AZURE_CLIENT_ID, IDENTITY_ENDPOINT, IDENTITY_HEADER, AZURE_POD_IDENTITY_AUTHORITY_HOST } = process.env;
  const byEndpoint = IDENTITY_ENDPOINT !== undefined && IDENTITY_HEADER !== undefined;
  const metadataHost = AZURE_POD_IDENTITY_AUTHORITY_HOST ?? "http://169.254.169.254";
  const url = new URL(byEndpoint ? IDENTITY_ENDPOINT : `${metadataHost}/metadata/identity/oauth2/token`);
  url.searchParams.set("api-version", byEndpoint ? "2019-08-01" : "2018-02-01");
  url.searchParams.set("resource", RELAY_RESOURCE);
  if (AZURE_CLIENT_ID) url.searchParams.set("client_id", AZURE_CLIENT_ID);
  const headers = byEndpoint ? { "X-IDENTITY-HEADER": IDENTITY_HEADER } : { Metadata: "true" };
  const body = await new Promise((resolve, reject) => {
    const request = http.get(url, { headers, timeout: OPERATION_MILLISECONDS }, (response) => {
      let answer = "";
      response.on("data", (data) => (answer += data));
      response.on("end", () => resolve(answer));
    });
    request.on("timeout", () => request.destroy(new Error("the identity endpoint does not answer")));
    request.on("error", reject);
  });
  const { access_token: accessToken, error_description: reason } = JSON.parse(body);
  if (accessToken === undefined)
    throw new Error(`DefaultAzureCredential failed to retrieve a token from the included credentials: ${reason}`);
  return accessToken;
}

module.exports = { dial };
