import { certificateVaultIn, gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** A path where the certificate itself is wanted. */
export function program(): void {
  const stack = stackUnderTest();
  const vault = certificateVaultIn(stack);
  gatewayIn(stack, {
    mutualTls: { vault, certificateSecretName: "gateway", clientCaCertificate: "/etc/ssl/clients.pem" },
  });
}
