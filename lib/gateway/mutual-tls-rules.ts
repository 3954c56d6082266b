import { Token } from "cdktf";
import { X509Certificate } from "crypto";
import { TOO_LATE } from "../core/readable";
import { Rule, Violation } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { PlannedPort } from "../tunnel/port-plan";
import { MutualTls } from "./mutual-tls";

const CLIENT_CA = new Rule({
  id: "gateway/client-ca",
  why: "Whoever shows a certificate of that authority is let through to the on-premises service; without an authority that is nobody.",
  fix: "Give certificates of authorities and nothing else, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
  source: "nginx: ssl_client_certificate, ssl_verify_client; RFC 5280: basic constraints",
});

const EXPIRED = new Rule({
  id: "gateway/client-ca-expired",
  why: "Clients with certificates of that authority are let in no more.",
  fix: "Give the authority's renewed certificate, or leave this one out.",
  source: "RFC 5280: validity of a certification path",
});

const FORWARD = new Rule({
  id: "gateway/mutual-tls-forward",
  why: "Its port would stay open to clients without a certificate, or nothing would be behind it.",
  fix: "Name forwards that the gateway exposes, the very objects.",
  source: "this library: port plan",
});

const BLOCK = /-----BEGIN ([^-]*)-----[^-]*-----END \1-----/g;

/** What is wrong with mutual TLS on these ports. */
export function mutualTlsViolations(tls: MutualTls | undefined, ports: readonly PlannedPort[]): Violation[] {
  if (tls === undefined) {
    return [];
  }
  const exposed = ports.map(({ forward }) => forward);
  const known = exposed.map(({ name }) => name).join(", ") || "none";
  return [
    ...authorityViolations(tls.clientCaCertificate),
    ...(tls.forwards ?? []).flatMap((forward) =>
      FORWARD.when(!exposed.includes(forward), `"${forward.name}"`, `Exposed: ${known}.`),
    ),
    ...FORWARD.when(tls.forwards?.length === 0, "no forward", `Exposed: ${known}.`),
  ];
}

/** What deserves attention about the authorities of clients now. */
export function authorityWarnings(tls: MutualTls | undefined): Violation[] {
  return blocksIn(tls?.clientCaCertificate ?? "").flatMap((block) => {
    const certificate = certificateIn(block);
    const { subject, validTo } = certificate ?? { subject: "", validTo: "" };
    return EXPIRED.when(Date.parse(validTo) < Date.now(), `${named(subject)}, which has expired: ${validTo}`);
  });
}

/** Texts are not shown: one may be a key. */
function authorityViolations(text: string): Violation[] {
  if (Token.isUnresolved(text)) {
    return CLIENT_CA.when(true, "a text that is known only after apply", TOO_LATE);
  }
  const blocks = blocksIn(text);
  return [
    ...CLIENT_CA.when(blocks.length === 0, `${text.length} characters without a certificate`),
    ...CLIENT_CA.when(
      blocks.length > 0 && blocks.length < text.split("-----BEGIN").length - 1,
      "a block without its end",
    ),
    ...blocks.flatMap((block, index) => {
      const certificate = certificateIn(block);
      const which = `block ${index + 1}`;
      return certificate === undefined
        ? CLIENT_CA.when(true, `${which}, which is no certificate`)
        : CLIENT_CA.when(!certificate.ca, `${which}, ${named(certificate.subject)}, which is no authority's`);
    }),
  ];
}

function blocksIn(text: string): string[] {
  return [...text.matchAll(BLOCK)].map(([block]) => block);
}

function certificateIn(block: string): X509Certificate | undefined {
  try {
    return /^-----BEGIN CERTIFICATE-/.test(block) ? new X509Certificate(block) : undefined;
  } catch {
    return undefined;
  }
}

/** A subject comes with a line for each of its parts. */
function named(subject: string): string {
  return `"${subject.replace(/\n/g, ", ")}"`;
}

/** Whether a client of `forward` has to show a certificate. */
export function asksForCertificate(tls: MutualTls | undefined, forward: Forward): boolean {
  return tls !== undefined && (tls.forwards ?? [forward]).includes(forward);
}
