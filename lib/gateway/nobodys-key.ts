import { createHash } from "crypto";

/** With this number its hash is a point of the curve, as every second text's is. */
const SENTENCE = "Nobody holds the private half of this key (1).";

/**
 * A public key whose private half nobody knows: Azure wants a key for every Linux machine, also where no SSH server runs.
 * The bytes of an Ed25519 public key are a point of its curve; this one is the hash of a sentence, and from a point nobody
 * finds the private key.
 */
export function nobodysKey(): string {
  const point = createHash("sha256").update(SENTENCE).digest();
  const fields = [Buffer.from("ssh-ed25519"), point].map((field) => {
    const length = Buffer.alloc(Uint32Array.BYTES_PER_ELEMENT);
    length.writeUInt32BE(field.length);
    return Buffer.concat([length, field]);
  });
  return `ssh-ed25519 ${Buffer.concat(fields).toString("base64")} nobody`;
}
