import { gunzipSync } from "node:zlib";
import { stringsIn } from "../strings";

/** How gzip begins. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** Everything that is written in the custom data or script of a machine, be it compressed [assumed A16]: the text, and all texts in it, where it is JSON. */
export function textsIn(customData: string): string[] {
  const data = Buffer.from(customData, "base64");
  const text = (data.subarray(0, GZIP.length).equals(GZIP) ? gunzipSync(data) : data).toString();
  return [text, ...stringsIn(jsonIn(text.replace(/^#cloud-config\s*\n/, "")))];
}

/** Containers of blobs that a text names by their URL. */
export function blobsIn(text: string): { account: string; container: string }[] {
  const urls = text.matchAll(/https:\/\/([a-z0-9]{3,24})\.blob\.core\.windows\.net\/([a-z0-9-]+)\/[^\s"'?]+(\?)?/g);
  return [...urls]
    .filter(([, , , signature]) => signature === undefined)
    .map(([, account, container]) => ({ account, container }));
}

/** Secrets of vaults that a text names by their URL. */
export function secretsIn(text: string): { vault: string; secret: string }[] {
  const urls = text.matchAll(/https:\/\/([a-zA-Z0-9-]{3,24})\.vault\.azure\.net\/secrets\/([0-9A-Za-z-]+)/g);
  return [...urls].map(([, vault, secret]) => ({ vault, secret }));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
