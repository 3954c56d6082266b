"use strict";
const http = require("node:http");
const { Fault } = require("./faults.js");

const RESOURCE = "https://relay.azure.net";
const METADATA = "http://169.254.169.254/metadata/identity/oauth2/token";
const CREDENTIALS = ["prod", "dev"];
const PATIENCE_MILLISECONDS = 60_000;

/** The token of this process, until it runs out: azbridge keeps one credential. */
let kept;

/** The token that DefaultAzureCredential gets from a managed identity. */
async function identityToken() {
  const { AZURE_TOKEN_CREDENTIALS: chosen } = process.env;
  if (chosen && !CREDENTIALS.includes(chosen.toLowerCase()))
    throw new Fault(
      "System.InvalidOperationException",
      `Invalid value for environment variable AZURE_TOKEN_CREDENTIALS: ${chosen}. Valid values are 'dev' or 'prod'.`,
    );
  const byEndpoint = process.env.IDENTITY_ENDPOINT !== undefined && process.env.IDENTITY_HEADER !== undefined;
  if (!byEndpoint) await probe(); // before every connection, whether or not a token is at hand
  if (kept === undefined || kept.expires < Date.now() / 1000)
    kept = byEndpoint
      ? await ask(address(process.env.IDENTITY_ENDPOINT, "2019-08-01"), {
          "X-IDENTITY-HEADER": process.env.IDENTITY_HEADER,
        })
      : await ask(address(METADATA, "2018-02-01"), { Metadata: "true" });
  return kept.token;
}

function address(endpoint, version) {
  const url = new URL(endpoint);
  url.searchParams.set("api-version", version);
  url.searchParams.set("resource", RESOURCE);
  if (process.env.AZURE_CLIENT_ID) url.searchParams.set("client_id", process.env.AZURE_CLIENT_ID);
  return url;
}

/** Whether this machine has instance metadata at all: asked without the header, which it must refuse. */
async function probe() {
  const { status, text } = await get(address(METADATA, "2018-02-01"), {});
  if (status !== 400 || text.includes("Identity not found")) throw unavailable(text);
}

async function ask(url, headers) {
  const { status, text } = await get(url, headers);
  if (status !== 200) throw unavailable(text);
  const { access_token: token } = JSON.parse(text);
  return { token, expires: expiry(token) };
}

/** The Relay SDK reads the token that it is given. */
function expiry(token) {
  const [, payload, signature] = token.split(".");
  try {
    if (signature === undefined) throw new Error("three parts");
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString());
    if (Number.isInteger(exp)) return exp;
  } catch {
    // said below
  }
  throw new Fault("System.ArgumentException", "The token is no JSON Web Token");
}

function unavailable(reason) {
  return new Fault(
    "Azure.Identity.CredentialUnavailableException",
    `DefaultAzureCredential failed to retrieve a token from the included credentials. ${reason}`,
  );
}

function get(url, headers) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, timeout: PATIENCE_MILLISECONDS }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", (error) => reject(unavailable(error.message)));
  });
}

module.exports = { identityToken };
