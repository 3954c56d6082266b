import { Token } from "cdktf";
import { Rule, Violation } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { PlannedPort } from "../tunnel/port-plan";
import { MutualTls } from "./mutual-tls";

const CLIENT_CA = new Rule({
  id: "gateway/client-ca",
  why: "Whoever shows a certificate of that authority is let through to the on-premises service; without an authority that is nobody.",
  fix: "Give the text between and including -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----.",
  source: "nginx: ssl_client_certificate, ssl_verify_client",
});

const FORWARD = new Rule({
  id: "gateway/mutual-tls-forward",
  why: "Its port would stay open to clients without a certificate, or nothing would be behind it.",
  fix: "Name forwards that the gateway exposes, the very objects.",
  source: "this library: port plan",
});

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;

/** What is wrong with mutual TLS on these ports. */
export function mutualTlsViolations(tls: MutualTls | undefined, ports: readonly PlannedPort[]): Violation[] {
  if (tls === undefined) {
    return [];
  }
  const exposed = ports.map(({ forward }) => forward);
  const known = exposed.map(({ name }) => name).join(", ") || "none";
  return [
    ...CLIENT_CA.when(
      Token.isUnresolved(tls.clientCaCertificate) || !PEM.test(tls.clientCaCertificate),
      `${tls.clientCaCertificate.length} characters without a certificate`,
    ),
    ...(tls.forwards ?? []).flatMap((forward) =>
      FORWARD.when(!exposed.includes(forward), `"${forward.name}"`, `Exposed: ${known}.`),
    ),
    ...FORWARD.when(tls.forwards?.length === 0, "no forward", `Exposed: ${known}.`),
  ];
}

/** Whether a client of `forward` has to show a certificate. */
export function asksForCertificate(tls: MutualTls | undefined, forward: Forward): boolean {
  return tls !== undefined && (tls.forwards ?? [forward]).includes(forward);
}
