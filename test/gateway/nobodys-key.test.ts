import { createHash } from "node:crypto";
import { nobodysKey } from "../../lib/gateway/nobodys-key";
import { scaleSetIn, configurationIn, gatewayIn, machineFile } from "../support/gateway";
import { stackUnderTest } from "../support/stack";

const PRIME = 2n ** 255n - 19n;

function power(base: bigint, exponent: bigint): bigint {
  return exponent === 0n
    ? 1n
    : (power((base * base) % PRIME, exponent / 2n) * (exponent % 2n === 1n ? base : 1n)) % PRIME;
}

/** Whether the bytes stand for a point of Ed25519's curve: x² = (y² − 1) / (dy² + 1) has a root. Source: RFC 8032, 5.1.3. */
function isPoint(bytes: Buffer): boolean {
  const y = BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`) & (2n ** 255n - 1n);
  const d = (PRIME - ((121665n * power(121666n, PRIME - 2n)) % PRIME)) % PRIME;
  const square = ((y * y - 1n) * power((d * y * y + 1n) % PRIME, PRIME - 2n)) % PRIME;
  return y < PRIME && power((square + PRIME) % PRIME, (PRIME - 1n) / 2n) === 1n;
}

test("is a valid Ed25519 key, made of the hash of a sentence that says so", () => {
  const [type, encoded = "", comment] = nobodysKey().split(" ");
  const blob = Buffer.from(encoded, "base64");
  expect([type, comment]).toEqual(["ssh-ed25519", "nobody"]);
  expect(blob.subarray(0, 19).toString("latin1")).toBe("\0\0\0\u000bssh-ed25519\0\0\0 ");
  const point = blob.subarray(19);
  expect(point).toEqual(createHash("sha256").update("Nobody holds the private half of this key (1).").digest());
  expect(isPoint(point)).toBe(true);
});

test("is what Azure gets where no SSH is asked for, and no server runs there", () => {
  const stack = stackUnderTest();
  gatewayIn(stack);
  expect(scaleSetIn(stack).admin_ssh_key).toEqual([{ username: "gateway", public_key: nobodysKey() }]);
  const configuration = configurationIn(stack);
  expect(machineFile(configuration, "/etc/gateway/settings.sh")).toMatch(/^SSH=no$/m);
  expect(machineFile(configuration, "/usr/local/lib/gateway/gateway_start.sh")).toContain(
    "systemctl mask --now ssh.socket ssh.service",
  );
});
