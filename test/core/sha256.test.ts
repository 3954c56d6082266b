import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { isSha256 } from "../../lib/core/sha256";

test("a SHA-256 is one in any case", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const digest = createHash("sha256").update(text).digest("hex");
      return isSha256(digest) && isSha256(digest.toUpperCase());
    }),
  );
});

test.each([
  ["a digit less", "0f1e2d3c".repeat(8).slice(1)],
  ["a digit more", `${"0f1e2d3c".repeat(8)}0`],
])("with %s it is none", (_, text) => expect(isSha256(text)).toBe(false));

test.each(["", "x".repeat(64), `${"0f1e2d3c".repeat(8)}\n`, `sha256:${"0f1e2d3c".repeat(8)}`])("%j is none", (text) => {
  expect(isSha256(text)).toBe(false);
});
