import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** The private half, which belongs in no program. */
export function program(): void {
  const publicKey = "-----BEGIN OPENSSH PRIVATE KEY-----";
  gatewayIn(stackUnderTest(), { ssh: { publicKey, allowedSources: ["10.20.255.0/27"] } });
}
