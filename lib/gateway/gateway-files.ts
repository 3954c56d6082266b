import { TextFiles, scripts } from "../core/script";
import { pathProof, proof } from "../tunnel/path-proof";
import { profileText } from "../tunnel/profile-text";
import { senderProfile } from "../tunnel/sender-profile";
import { SECONDS_PER_MINUTE } from "../core/limits";
import { CERTIFICATE_FILE, CLIENT_CA_FILE, CONFIGURATION_FOLDER, PROGRAM_FOLDER, UNIT_FOLDER } from "./gateway-paths";
import { MachinePort, machinePorts } from "./gateway-ports";
import { gatewayUnits } from "./gateway-units";
import {
  DEFAULT_IDLE_TIMEOUT,
  DEFAULT_PROOF_INTERVAL,
  HEALTH_PORT,
  LOST_AFTER_FAILURES,
  PROOF_PATIENCE,
  PROOF_RETRY,
} from "./limits";
import { RelayGatewayProps } from "./relay-gateway-props";

/** Where a machine dials its own azbridge. */
const LOOPBACK = "127.0.0.1";

/** What stands on every machine of a gateway, by path; nothing of it is secret. */
export function gatewayFiles(props: RelayGatewayProps): Record<string, string> {
  const ports = machinePorts(props.ports.ports, props.mutualTls);
  const access = { relayHostName: props.relayNamespace.hostName };
  const senders = ports.map(({ sender }) => sender);
  return {
    ...inFolder(PROGRAM_FOLDER, { ...pathProof(), ...programs() }),
    ...inFolder(UNIT_FOLDER, gatewayUnits()),
    ...inFolder(CONFIGURATION_FOLDER, {
      "azbridge.yml": profileText(senderProfile(senders, access)),
      "health.json": json(healthSettings(props, ports)),
      "settings.sh": settings(props),
      ...(props.mutualTls === undefined
        ? {}
        : { "proxy.cfg": proxyConfiguration(props, ports), "clients.pem": props.mutualTls.clientCaCertificate }),
    }),
  };
}

function programs(): TextFiles {
  const shell = ["gateway_start.sh", "gateway_install.sh", "gateway_certificate.sh"];
  return scripts(__dirname, ...shell, "gateway_apply.py", "gateway_fetch.py", "gateway_health.py");
}

function healthSettings({ proofInterval }: RelayGatewayProps, ports: readonly MachinePort[]): Record<string, unknown> {
  return {
    port: HEALTH_PORT,
    timing: {
      proofSeconds: (proofInterval ?? DEFAULT_PROOF_INTERVAL).toSeconds(),
      patienceSeconds: PROOF_PATIENCE.toSeconds(),
      retrySeconds: PROOF_RETRY.toSeconds(),
      lostAfterFailures: LOST_AFTER_FAILURES,
    },
    forwards: ports.map(({ forward, publicPort, sender }) => ({
      name: forward.name,
      ...proof(forward),
      host: forward.host,
      dial: LOOPBACK,
      port: sender.port,
      ports: [...new Set([publicPort, sender.port])],
    })),
  };
}

/** Names, digests and URLs without anything that a shell would expand. */
function settings({ azbridgePackage, mutualTls, ssh }: RelayGatewayProps): string {
  const certificate =
    mutualTls === undefined
      ? ""
      : `https://${mutualTls.vault.vaultName}.vault.azure.net/secrets/${mutualTls.certificateSecretName}`;
  return [
    `PACKAGE_URL="${azbridgePackage.url}"`,
    `PACKAGE_SHA256="${azbridgePackage.sha256}"`,
    `CERTIFICATE_URL="${certificate}"`,
    `SSH=${ssh === undefined ? "no" : "yes"}`,
    "",
  ].join("\n");
}

/** The proxy of the distribution, for the forwards that want a certificate and for no others. */
function proxyConfiguration({ idleTimeout }: RelayGatewayProps, ports: readonly MachinePort[]): string {
  const minutes = (idleTimeout ?? DEFAULT_IDLE_TIMEOUT).toSeconds() / SECONDS_PER_MINUTE;
  const certificates = `ssl crt ${CERTIFICATE_FILE} ca-file ${CLIENT_CA_FILE} verify required`;
  const lines = [
    "global",
    "  log stdout format raw daemon",
    "  user haproxy",
    "  group haproxy",
    "  ssl-default-bind-options ssl-min-ver TLSv1.2",
    "defaults",
    "  mode tcp",
    "  log global",
    "  option tcplog",
    "  option clitcpka",
    "  option srvtcpka",
    "  timeout connect 5s",
    `  timeout client ${minutes}m`,
    `  timeout server ${minutes}m`,
    ...ports
      .filter(({ behindProxy }) => behindProxy)
      .flatMap(({ forward, publicPort, sender }) => [
        `listen ${forward.name}`,
        `  bind 0.0.0.0:${publicPort} ${certificates}`,
        `  server azbridge ${sender.bindAddress}:${sender.port}`,
      ]),
    "",
  ];
  return lines.join("\n");
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
