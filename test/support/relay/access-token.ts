import { createHmac, randomBytes } from "node:crypto";

/** The resource for which Azure.Identity asks on azbridge's behalf; without a slash at its end. */
export const RELAY_RESOURCE = "https://relay.azure.net";

const KEY = randomBytes(32);

/** A token of a principal: a JSON Web Token, of which the Relay's SDK reads when it runs out. */
export function accessToken(principal: string, seconds = 3600, audience = RELAY_RESOURCE): string {
  const expires = Math.floor(Date.now() / 1000) + seconds;
  const [head, payload] = [
    { alg: "HS256", typ: "JWT" },
    { aud: audience, oid: principal, exp: expires },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${head}.${payload}.${signature(`${head}.${payload}`)}`;
}

/** Whose token it is; undefined when it is not from here, has run out, or is for another resource. */
export function principalOf(token: string, audience = RELAY_RESOURCE): string | undefined {
  const [head, payload, signed] = token.split(".");
  if (signed !== signature(`${head}.${payload}`)) return undefined;
  const { aud, oid, exp } = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
    aud: string;
    oid: string;
    exp: number;
  };
  return aud === audience && exp > Date.now() / 1000 ? oid : undefined;
}

function signature(text: string): string {
  return createHmac("sha256", KEY).update(text).digest("base64url");
}
