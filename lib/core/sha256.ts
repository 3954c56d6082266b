import { SHA256_DIGITS } from "./limits";

const SHA256 = new RegExp(`^[0-9a-f]{${SHA256_DIGITS}}$`, "i");

/** Whether `text` is a SHA-256 in hexadecimal digits, in any case; what compares digests wants it in lowercase. */
export function isSha256(text: string): boolean {
  return SHA256.test(text);
}
