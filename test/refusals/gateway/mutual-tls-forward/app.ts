import { CLIENT_CA } from "../../../support/certificates";
import { certificateVaultIn, gatewayIn } from "../../../support/gateway";
import { plant } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A forward that the gateway does not expose. */
export function program(): void {
  const stack = stackUnderTest();
  const vault = certificateVaultIn(stack);
  gatewayIn(stack, {
    mutualTls: { forwards: [plant], vault, certificateSecretName: "gateway", clientCaCertificate: CLIENT_CA },
  });
}
