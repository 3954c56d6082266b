import { CERTIFICATE_RENEWAL, OPEN_FILES, UPGRADE_INTERVAL } from "./limits";
import {
  CONFIGURATION_FOLDER,
  FRONT_USER,
  PROGRAM_FOLDER,
  RESTART_ORDER,
  SENDER_USER,
  WANTED_FOLDER,
} from "./gateway-paths";

/** The services of a gateway's machines, by the name of their systemd unit. */
export function gatewayUnits(): Record<string, string> {
  return {
    "gateway-health.service": unit({
      Unit: { Description: "Relay gateway: how it is", StartLimitIntervalSec: "0" },
      Service: {
        ...RESTARTED,
        ...CONFINED,
        DynamicUser: "yes",
        ExecStart: `/usr/bin/python3 ${PROGRAM_FOLDER}/gateway_health.py ${CONFIGURATION_FOLDER}`,
        CapabilityBoundingSet: "",
        RuntimeDirectory: "gateway-health",
      },
      Install: { WantedBy: "multi-user.target" },
    }),
    "gateway-restart.path": unit({
      Unit: { Description: "Relay gateway: waits for the order to restart a service" },
      Path: { PathExists: RESTART_ORDER },
      Install: { WantedBy: "multi-user.target" },
    }),
    "gateway-restart.service": unit({
      Unit: { Description: "Relay gateway: restarts what has leaked, or was upgraded" },
      Service: { Type: "oneshot", ExecStart: `/usr/bin/python3 ${PROGRAM_FOLDER}/gateway_restart.py ordered` },
    }),
    "gateway-outdated.service": unit({
      Unit: { Description: "Relay gateway: looks for services that run from files which an upgrade has replaced" },
      Service: { Type: "oneshot", ExecStart: `/usr/bin/python3 ${PROGRAM_FOLDER}/gateway_restart.py look` },
    }),
    "gateway-outdated.timer": unit({
      Unit: { Description: "Relay gateway: looks for services that run from files which an upgrade has replaced" },
      Timer: { OnActiveSec: UPGRADE_INTERVAL.toString(), OnUnitActiveSec: UPGRADE_INTERVAL.toString() },
      Install: { WantedBy: "timers.target" },
    }),
    "gateway-install.service": unit({
      Unit: {
        Description: "Relay gateway: installs what is missing and starts it",
        Wants: "network-online.target",
        After: "network-online.target",
        StartLimitIntervalSec: "0",
      },
      Service: {
        Type: "oneshot",
        EnvironmentFile: `${CONFIGURATION_FOLDER}/identity.env`,
        ExecStart: `/bin/bash ${PROGRAM_FOLDER}/gateway_install.sh`,
        Restart: "on-failure",
        RestartSec: "15",
        TimeoutStartSec: "30min",
      },
      Install: { WantedBy: "multi-user.target" },
    }),
    "gateway-apply.service": unit({
      Unit: {
        Description: "Relay gateway: puts a change in force that could not be",
        Wants: "network-online.target",
        After: "network-online.target",
        ConditionPathExists: `${WANTED_FOLDER}${PROGRAM_FOLDER}/gateway_apply.py`,
        StartLimitIntervalSec: "0",
      },
      Service: {
        Type: "oneshot",
        EnvironmentFile: `${WANTED_FOLDER}${CONFIGURATION_FOLDER}/identity.env`,
        ExecStart: `/usr/bin/python3 ${WANTED_FOLDER}${PROGRAM_FOLDER}/gateway_apply.py`,
        Restart: "on-failure",
        RestartSec: "60",
        TimeoutStartSec: "60min",
      },
      Install: { WantedBy: "multi-user.target" },
    }),
    "gateway-azbridge.service": unit({
      Unit: { Description: "Relay gateway: azbridge as sender", StartLimitIntervalSec: "0" },
      Service: {
        ...RESTARTED, // always: azbridge ends with 0 whatever happened
        ...CONFINED,
        User: SENDER_USER,
        EnvironmentFile: `${CONFIGURATION_FOLDER}/identity.env`,
        Environment: `HOME=/var/lib/gateway-azbridge DOTNET_EnableDiagnostics=0`, // no debugger's socket
        StateDirectory: "gateway-azbridge",
        ExecStart: `/usr/share/azbridge/azbridge -f ${CONFIGURATION_FOLDER}/azbridge.yml`,
        KillSignal: "SIGINT",
        TimeoutStopSec: "10",
        CapabilityBoundingSet: "",
        LimitNOFILE: `${OPEN_FILES}`,
      },
    }),
    "gateway-front.service": unit({
      Unit: { Description: "Relay gateway: nginx before every port", StartLimitIntervalSec: "0" },
      Service: {
        ...RESTARTED,
        ...CONFINED,
        Type: "exec",
        User: FRONT_USER,
        ExecStart: NGINX,
        // What does not hold ends the reload, and what runs goes on; connections that are open stay so.
        ExecReload: [`${NGINX} -t -q`, "/bin/kill -HUP $MAINPID"],
        RuntimeDirectory: "gateway-front",
        ...LOW_PORTS,
        LimitNOFILE: `${OPEN_FILES}`,
      },
    }),
    "gateway-certificate.service": unit({
      Unit: { Description: "Relay gateway: looks for a renewed certificate" },
      Service: {
        Type: "oneshot",
        EnvironmentFile: `${CONFIGURATION_FOLDER}/identity.env`,
        ExecStart: `/bin/bash ${PROGRAM_FOLDER}/gateway_certificate.sh`,
      },
    }),
    "gateway-certificate.timer": unit({
      Unit: { Description: "Relay gateway: looks for a renewed certificate" },
      Timer: {
        OnActiveSec: CERTIFICATE_RENEWAL.toString(),
        OnUnitActiveSec: CERTIFICATE_RENEWAL.toString(),
        RandomizedDelaySec: "10min",
      },
      Install: { WantedBy: "timers.target" },
    }),
  };
}

const RESTARTED = { Restart: "always", RestartSec: "1" };

const NGINX = `/usr/sbin/nginx -e stderr -c ${CONFIGURATION_FOLDER}/front.conf`;

/** Public ports below 1024, without root. */
const LOW_PORTS = { AmbientCapabilities: "CAP_NET_BIND_SERVICE", CapabilityBoundingSet: "CAP_NET_BIND_SERVICE" };

/** What faces clients or the Relay reads its configuration, and writes nothing but what is said beside this. */
const CONFINED = {
  UMask: "0077",
  NoNewPrivileges: "yes",
  LockPersonality: "yes",
  PrivateDevices: "yes",
  PrivateTmp: "yes",
  ProtectClock: "yes",
  ProtectControlGroups: "yes",
  ProtectHome: "yes",
  ProtectHostname: "yes",
  ProtectKernelLogs: "yes",
  ProtectKernelModules: "yes",
  ProtectKernelTunables: "yes",
  ProtectSystem: "strict",
  RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX AF_NETLINK",
  RestrictNamespaces: "yes",
  RestrictRealtime: "yes",
  RestrictSUIDSGID: "yes",
  SystemCallArchitectures: "native",
  SystemCallFilter: "@system-service",
};

type Settings = Readonly<Record<string, string | readonly string[]>>;

function unit(sections: Readonly<Record<string, Settings>>): string {
  return Object.entries(sections)
    .map(([section, settings]) => {
      const lines = Object.entries(settings).flatMap(([name, value]) =>
        [value].flat().map((one) => `${name}=${one}\n`),
      );
      return `[${section}]\n${lines.join("")}`;
    })
    .join("\n");
}
