import { warningsOf } from "../../../support/azure";
import { EXPIRED_CA } from "../../../support/certificates";
import { certificateVaultIn, gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** An authority whose certificate has expired; what is warned of is returned. */
export function program(): string {
  const stack = stackUnderTest();
  const vault = certificateVaultIn(stack);
  const mutualTls = { vault, certificateSecretName: "gateway", clientCaCertificate: EXPIRED_CA };
  return warningsOf(gatewayIn(stack, { mutualTls })).join("\n");
}
