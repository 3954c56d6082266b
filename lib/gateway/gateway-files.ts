import { TextFiles, scripts } from "../core/script";
import { pathProof, proof } from "../tunnel/path-proof";
import { profileText } from "../tunnel/profile-text";
import { senderProfile } from "../tunnel/sender-profile";
import { Front } from "./front";
import { CONFIGURATION_FOLDER, NEEDRESTART_FOLDER, PROGRAM_FOLDER, UNIT_FOLDER, UPGRADE_FOLDER } from "./gateway-paths";
import { MachinePort, machinePorts } from "./gateway-ports";
import { gatewayUnits } from "./gateway-units";
import {
  DRAIN_SLOT,
  DRAIN_START,
  FRONT_INTERVAL,
  FRONT_PATIENCE,
  HEALTH_PORT,
  LEAK_AGE,
  LEAK_INTERVAL,
  LOST_AFTER_FAILURES,
  MANY_LEAKED,
  PROOF_PATIENCE,
  PROOF_RETRY,
} from "./limits";
import { GatewayDefinition } from "./gateway-definition";

/** What stands on every machine of a gateway, by path; nothing of it is secret. */
export function gatewayFiles(gateway: GatewayDefinition): Record<string, string> {
  const ports = machinePorts(gateway.ports.ports, gateway.mutualTls);
  const access = { relayHostName: gateway.relayNamespace.hostName };
  const senders = ports.map(({ sender }) => sender);
  const front = new Front(gateway, ports);
  return {
    ...inFolder(PROGRAM_FOLDER, { ...pathProof(), ...programs() }),
    ...inFolder(UNIT_FOLDER, gatewayUnits()),
    ...inFolder(CONFIGURATION_FOLDER, {
      "azbridge.yml": profileText(senderProfile(senders, access)),
      "health.json": json(healthSettings(gateway, ports, front)),
      "settings.sh": settings(gateway),
      ...front.files(),
    }),
    ...upgrades(),
  };
}

/** Upgrades of the distribution restart nothing of the gateway's: that is done in the machine's own slot. */
function upgrades(): Record<string, string> {
  return {
    [`${UPGRADE_FOLDER}/52gateway`]: 'Unattended-Upgrade::Automatic-Reboot "false";\n',
    [`${NEEDRESTART_FOLDER}/gateway.conf`]: "$nrconf{override_rc}{qr(^gateway-)} = 0;\n",
  };
}

function programs(): TextFiles {
  const shell = ["gateway_start.sh", "gateway_install.sh", "gateway_packages.sh", "gateway_certificate.sh"];
  const python = [
    "gateway_apply.py",
    "gateway_fetch.py",
    "gateway_health.py",
    "gateway_leak.py",
    "gateway_look.py",
    "gateway_restart.py",
  ];
  return scripts(__dirname, ...shell, ...python);
}

function healthSettings(
  { proofInterval, scaling }: GatewayDefinition,
  ports: readonly MachinePort[],
  front: Front,
): Record<string, unknown> {
  return {
    port: HEALTH_PORT,
    timing: {
      proofSeconds: proofInterval.toSeconds(),
      patienceSeconds: PROOF_PATIENCE.toSeconds(),
      retrySeconds: PROOF_RETRY.toSeconds(),
      lostAfterFailures: LOST_AFTER_FAILURES,
      frontSeconds: FRONT_INTERVAL.toSeconds(),
      frontPatienceSeconds: FRONT_PATIENCE.toSeconds(),
    },
    leak: {
      seconds: LEAK_AGE.toSeconds(),
      lookSeconds: LEAK_INTERVAL.toSeconds(),
      many: MANY_LEAKED,
      slotSeconds: DRAIN_SLOT.toSeconds(),
      startSeconds: DRAIN_START.toSeconds(),
      slots: scaling.maximum,
    },
    front: { address: front.address, port: front.port, digest: front.digest },
    // Custom data is short: a machine knows the rest from what azbridge is told.
    forwards: Object.fromEntries(
      ports.map(({ forward, publicPort, certified }) => [
        forward.name,
        { ...proof(forward), publicPort, ...(certified ? { certified } : {}) },
      ]),
    ),
  };
}

/** Names, digests and URLs without anything that a shell would expand. */
function settings({ azbridgePackage, mutualTls, ssh }: GatewayDefinition): string {
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

function inFolder(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
