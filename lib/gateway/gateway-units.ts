import { CERTIFICATE_RENEWAL, OPEN_FILES } from "./limits";
import { CERTIFICATE_FILE, CONFIGURATION_FOLDER, PROGRAM_FOLDER } from "./gateway-paths";

/** The services of a gateway's machines, by the name of their systemd unit. */
export function gatewayUnits(): Record<string, string> {
  return {
    "gateway-health.service": unit({
      Unit: { Description: "Relay gateway: how it is", StartLimitIntervalSec: "0" },
      Service: {
        ...RESTARTED,
        ...CONFINED,
        ExecStart: `/usr/bin/python3 ${PROGRAM_FOLDER}/gateway_health.py ${CONFIGURATION_FOLDER}/health.json`,
        CapabilityBoundingSet: "",
      },
      Install: { WantedBy: "multi-user.target" },
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
        RemainAfterExit: "yes",
        EnvironmentFile: `${CONFIGURATION_FOLDER}/identity.env`,
        ExecStart: `/bin/bash ${PROGRAM_FOLDER}/gateway_install.sh`,
        Restart: "on-failure",
        RestartSec: "15",
        TimeoutStartSec: "30min",
      },
      Install: { WantedBy: "multi-user.target" },
    }),
    "gateway-azbridge.service": unit({
      Unit: { Description: "Relay gateway: azbridge as sender", StartLimitIntervalSec: "0" },
      Service: {
        ...RESTARTED, // always: azbridge ends with 0 whatever happened
        ...CONFINED,
        EnvironmentFile: `${CONFIGURATION_FOLDER}/identity.env`,
        ExecStart: `/usr/share/azbridge/azbridge -f ${CONFIGURATION_FOLDER}/azbridge.yml`,
        KillSignal: "SIGINT", // the only signal that it handles
        TimeoutStopSec: "10",
        AmbientCapabilities: "CAP_NET_BIND_SERVICE",
        CapabilityBoundingSet: "CAP_NET_BIND_SERVICE",
        LimitNOFILE: `${OPEN_FILES}`,
      },
    }),
    "gateway-proxy.service": unit({
      Unit: {
        Description: "Relay gateway: asks clients for a certificate",
        ConditionPathExists: CERTIFICATE_FILE,
        StartLimitIntervalSec: "0",
      },
      Service: {
        ...RESTARTED,
        Type: "notify",
        ExecStart: `/usr/sbin/haproxy -Ws -f ${CONFIGURATION_FOLDER}/proxy.cfg`,
        ExecReload: "/bin/kill -USR2 $MAINPID", // connections that are open stay so
        KillMode: "mixed",
        ProtectSystem: "strict",
        ProtectHome: "yes",
        PrivateTmp: "yes",
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

/** A user that exists as long as the service, nothing but its own temporary files to write to. */
const CONFINED = { DynamicUser: "yes", NoNewPrivileges: "yes", PrivateDevices: "yes", ProtectHome: "yes" };

type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

function unit(sections: Sections): string {
  return Object.entries(sections)
    .map(([section, settings]) => {
      const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
      return `[${section}]\n${lines.join("")}`;
    })
    .join("\n");
}
