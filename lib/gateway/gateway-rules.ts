import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { nameViolations } from "../core/resource-name";
import { Rule, Violation, refuse } from "../core/rule";
import { AZBRIDGE, EVERY_ADDRESS } from "../tunnel/limits";
import { CloudConfig } from "./cloud-config";
import {
  HEALTH_PORT,
  IDLE_TIMEOUT_MINUTES,
  PACKED_BYTES,
  PROOF_INTERVAL_SECONDS,
  RESOLVER_PORT,
  SILENCE_TIMEOUT_MINUTES,
  SSH_PORT,
  ZONES,
  ZONES_WANTED,
} from "./limits";
import { frontendViolations } from "./frontend-rules";
import { mutualTlsViolations } from "./mutual-tls-rules";
import { GatewayDefinition } from "./gateway-definition";
import { GatewaySsh } from "./relay-gateway-props";
import { sourceViolations } from "./sources";
import { SECONDS_PER_MINUTE } from "../core/limits";

const PORT_PLAN = new Rule({
  id: "gateway/port-plan",
  why: "A gateway listens for clients elsewhere; what listens on a loopback address reaches nobody, and without a port it does nothing.",
  fix: "Give PortPlan.gateway(…) with at least one forward.",
  source: `${AZBRIDGE}: BindAddress`,
});

const PORT_TAKEN = new Rule({
  id: "gateway/port-taken",
  why: "The machine needs that port itself.",
  fix: "Give the forward another publicPort.",
  source: "this library: health endpoint, name resolution and SSH of a gateway's machines",
});

const ZONES_RULE = new Rule({
  id: "gateway/zones",
  why: "A gateway in one zone fails with it.",
  fix: `Name at least ${ZONES_WANTED} of the zones ${ZONES.join(", ")}, each once, or none in a region without zones.`,
  source: "Microsoft: availability zones",
});

const TIMING = new Rule({
  id: "gateway/timing",
  why: "Azure's load balancer takes no such figure, a statement would be cut off, or a dead forward noticed too late.",
  fix: "Give idleTimeout and silenceTimeout in whole minutes and proofInterval in seconds.",
  source: "Microsoft: Azure Load Balancer, idle timeout and health probes; nginx: proxy_timeout",
});

const SSH_KEY = new Rule({
  id: "gateway/ssh-key",
  why: "Azure takes the public half of an RSA or Ed25519 key, and no other.",
  fix: "Give the line of the .pub file, which begins with ssh-rsa or ssh-ed25519.",
  source: "azurerm 4.55.0: admin_ssh_key",
});

const CUSTOM_DATA = new Rule({
  id: "gateway/custom-data",
  why: "Azure hands a machine no more than that when it starts, and every forward takes a part of it.",
  fix: "Expose some of the forwards through a second gateway, or give them shorter names.",
  source: "Microsoft: custom data of virtual machines, 65,535 bytes, of which some are left to Terraform's base64gzip",
});

const KNOWN_CONFIGURATION = new Rule({
  id: "gateway/known-configuration",
  why: "What machines start with is put together when the stack is synthesized; of a name that is known later they would get a placeholder.",
  fix: "Give the names of the Relay namespace, the storage account, the vault and the certificate's secret themselves.",
  source: "this library: custom data of a gateway",
});

/** Throws everything that is wrong with a gateway. */
export function refuseGateway(at: IConstruct, gateway: GatewayDefinition): void {
  const ports = gateway.ports.ports;
  refuse(
    at,
    nameViolations("relayGateway", gateway.gatewayName),
    PORT_PLAN.when(ports.length === 0, "no port"),
    ports.flatMap(({ forward, bindAddress }) =>
      PORT_PLAN.when(bindAddress !== EVERY_ADDRESS, `${bindAddress} for "${forward.name}"`),
    ),
    takenViolations(gateway),
    sourceViolations("allowedSources", gateway.allowedSources, gateway.acceptAnySource),
    frontendViolations(gateway.frontend, gateway.network),
    zoneViolations(gateway.zones),
    timingViolations(gateway),
    gateway.scaling._violations(),
    mutualTlsViolations(gateway.mutualTls, ports),
    gateway.ssh === undefined ? [] : sshViolations(gateway.ssh),
  );
}

/** What is wrong with what machines start with: unknown, or more than Azure hands over. */
export function configurationViolations(
  { isKnown, bytes }: Pick<CloudConfig, "isKnown" | "bytes">,
  forwards: number,
): Violation[] {
  return [
    ...KNOWN_CONFIGURATION.when(!isKnown, "a name that is known only after apply"),
    ...CUSTOM_DATA.when(
      bytes > PACKED_BYTES,
      `${forwards} forwards, which make more than ${PACKED_BYTES} bytes, compressed`,
    ),
  ];
}

function takenViolations({ ports, ssh }: GatewayDefinition): Violation[] {
  const taken = new Map([
    [HEALTH_PORT, "the health endpoint"],
    [RESOLVER_PORT, "name resolution"],
    ...(ssh === undefined ? [] : ([[SSH_PORT, "SSH"]] as const)),
  ]);
  return ports.ports.flatMap(({ forward, port }) =>
    PORT_TAKEN.when(taken.has(port), `port ${port} for "${forward.name}", which is that of ${taken.get(port)}`),
  );
}

function zoneViolations(zones: readonly string[]): Violation[] {
  const given = `zones ${zones.join(", ")}`;
  const distinct = new Set(zones).size === zones.length && zones.every((zone) => ZONES.includes(zone));
  return ZONES_RULE.when(zones.length > 0 && (!distinct || zones.length < ZONES_WANTED), given);
}

function timingViolations({ idleTimeout, silenceTimeout, proofInterval }: GatewayDefinition): Violation[] {
  const minutes = idleTimeout.toSeconds() / SECONDS_PER_MINUTE;
  const silence = silenceTimeout.toSeconds() / SECONDS_PER_MINUTE;
  return [
    ...TIMING.outside(IDLE_TIMEOUT_MINUTES, minutes, "idleTimeout (minutes)"),
    ...TIMING.outside(SILENCE_TIMEOUT_MINUTES, silence, "silenceTimeout (minutes)"),
    ...TIMING.outside(PROOF_INTERVAL_SECONDS, proofInterval.toSeconds(), "proofInterval (seconds)"),
  ];
}

function sshViolations({ publicKey, allowedSources }: GatewaySsh): Violation[] {
  return [
    // Not shown: it may be the private half.
    ...SSH_KEY.when(
      !Token.isUnresolved(publicKey) && !/^ssh-(?:rsa|ed25519) [A-Za-z0-9+/]+=*(?: .*)?$/.test(publicKey.trim()),
      `${publicKey.length} characters that are no such key`,
    ),
    ...sourceViolations("ssh.allowedSources", allowedSources, false),
  ];
}
