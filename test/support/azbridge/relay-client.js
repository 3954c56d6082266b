"use strict";
const { createHmac, randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { answered, cancelled, unableToConnect } = require("./faults.js");
const { identityToken } = require("./identity.js");
const { TunnelSocket, tunnelOptions } = require("../relay/tunnel-socket.js");

/** How long the SDK tries to connect a sender, unless a connection string has another OperationTimeout. */
const CONNECT_SECONDS = 70;
const DEFAULT_OPERATION_TIMEOUT = "00:01:00";
const RENDEZVOUS_SECONDS = 20;
/** What either end says on a tunnel where nothing else is said. */
const KEEP_ALIVE_SECONDS = 210;
const TOKEN_SECONDS = 3600;

/** Authorities as OpenSSL finds them: SSL_CERT_FILE and SSL_CERT_DIR take the place of the system's. */
let authorities;
function trusted() {
  if (authorities !== undefined) return authorities;
  const { SSL_CERT_FILE: file = "/etc/ssl/certs/ca-certificates.crt", SSL_CERT_DIR: directory } = process.env;
  const inDirectory =
    directory === undefined ? [] : fs.readdirSync(directory).map((name) => path.join(directory, name));
  authorities = [file, ...inDirectory]
    .filter((each) => fs.existsSync(each))
    .map((each) => fs.readFileSync(each, "utf8"));
  return authorities;
}

/** How long a sender tries: the clock starts when its token is there. */
function connectSeconds({ OperationTimeout: given = DEFAULT_OPERATION_TIMEOUT }) {
  if (given === DEFAULT_OPERATION_TIMEOUT) return CONNECT_SECONDS;
  return given.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

/** `EntityPath` gives way to `RelayName`. */
function hybridConnection(configuration, forward) {
  const relay = forward.ConnectionString ?? configuration.relay;
  const entity = forward.RelayName ?? "";
  return { relay, entity, uri: `sb://${relay.Endpoint.host}/${entity}` };
}

/**
 * A WebSocket to the relay, open. A listener's own channel waits for as long as the network lets it.
 *
 * @param address URL, or undefined for the hybrid connection itself.
 */
async function dial({ relay, entity }, action, address, onSocket = () => undefined) {
  const { host } = relay.Endpoint;
  const url = address ?? `wss://${host}/$hc/${encodeURI(entity)}?sb-hc-action=${action}&sb-hc-id=${randomUUID()}`;
  const headers = address === undefined ? { ServiceBusAuthorization: await token(relay, entity) } : {};
  const seconds = { connect: connectSeconds(relay), accept: RENDEZVOUS_SECONDS }[action];
  return new Promise((resolve, reject) => {
    const socket = new TunnelSocket(url, { ...tunnelOptions, headers, ca: trusted() });
    onSocket(socket); // before the first frame may come
    const timer =
      seconds &&
      setTimeout(() => {
        reject(cancelled());
        socket.terminate();
      }, seconds * 1000);
    socket.on("error", (error) => {
      clearTimeout(timer);
      reject(unableToConnect(error, /^UNABLE_TO|_CERT|^CERT_/.test(error.code)));
      socket.terminate();
    });
    socket.once("unexpected-response", (request, response) => {
      clearTimeout(timer);
      reject(answered(response.statusCode, response.statusMessage));
      request.destroy();
    });
    socket.once("open", () => {
      clearTimeout(timer);
      const alive = setInterval(() => socket.pong(), KEEP_ALIVE_SECONDS * 1000);
      socket.once("close", () => clearInterval(alive));
      resolve(socket);
    });
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

module.exports = { dial, hybridConnection };
