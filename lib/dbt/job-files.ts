import { Fn } from "cdktf";
import { TextFiles, scripts } from "../core/script";
import { Forward } from "../tunnel/forward";
import { pathProof, provable } from "../tunnel/path-proof";
import { PortPlan } from "../tunnel/port-plan";
import { ProfileAccess } from "../tunnel/profile-access";
import { senderProfile } from "../tunnel/sender-profile";
import { CoordinationTiming } from "./coordination-timing";
import { DbtCommand } from "./dbt-command";
import { DbtProfile } from "./dbt-profile";

/** The variable in which the first selection of a job's commands is handed over. */
export const SELECT_VARIABLE = "ENV_DBT_MODEL";

/** Where the bridge's container finds the keys that the platform takes from a vault, each in a file named as its forward. */
export const KEYS_FOLDER = "keys";

/** What stands in azbridge's configuration in place of a forward's key, until the bridge's script puts it there. */
export function keyMark(forwardName: string): string {
  return `@key of ${forwardName}@`;
}

/** What the files of a job say. */
export interface JobFilesProps {
  readonly command: DbtCommand;
  readonly profile: DbtProfile;
  readonly forwards: readonly Forward[];
  readonly access: ProfileAccess;
  readonly timing: CoordinationTiming;
  readonly projectDirectory: string;
  readonly rerunOnRestart: boolean;
  readonly keptRuns: number;
}

/** For the dbt container: its scripts, what they are to do, and dbt's profile. */
export function dbtFiles(props: JobFilesProps): TextFiles {
  const { caCertificate } = props.profile.tls;
  return {
    ...scripts(__dirname, "dbt.sh", "run_dbt.py", "coordination.py", "artifacts.py"),
    ...pathProof(),
    "job.json": JSON.stringify(job(props)),
    "profiles.yml": props.profile.text,
    ...(caCertificate === undefined ? {} : { "ca.pem": caCertificate }),
  };
}

/** For the azbridge container: its script, azbridge's configuration, and the script's settings. */
export function bridgeFiles(props: JobFilesProps): TextFiles {
  const { ports } = PortPlan.sidecar([...props.forwards]);
  return {
    ...scripts(__dirname, "bridge.sh"),
    "profile.yml": Fn.yamlencode(senderProfile(ports, props.access)), // a line per value: azbridge prints lines
    "settings.sh": settings(props),
  };
}

/** For a further sidecar: its script and the script's settings. */
export function sidecarFiles(props: JobFilesProps): TextFiles {
  return { ...scripts(__dirname, "sidecar.sh"), "settings.sh": settings(props) };
}

function job(props: JobFilesProps): Record<string, unknown> {
  const { timing } = props;
  return {
    forwards: props.forwards.map(provable),
    relayHost: props.access.relayHostName,
    commands: props.command._arguments(SELECT_VARIABLE),
    projectDirectory: props.projectDirectory,
    rerunOnRestart: props.rerunOnRestart,
    keptRuns: props.keptRuns,
    timing: {
      pollSeconds: timing.pollInterval.toSeconds(),
      startupTimeoutSeconds: timing.startupTimeout.toSeconds(),
      partnerTimeoutSeconds: timing.partnerTimeout.toSeconds(),
      heartbeatSeconds: timing.heartbeat.toSeconds(),
      heartbeatTimeoutSeconds: timing.heartbeatTimeout.toSeconds(),
      terminationGraceSeconds: timing.terminationGrace.toSeconds(),
    },
  };
}

/** Numbers and addresses only, since a shell reads it. */
function settings({ forwards, timing }: JobFilesProps): string {
  const lines = {
    LISTEN: `"${forwards.map(({ bindAddress, port }) => `${bindAddress}:${port}`).join(" ")}"`,
    POLL_SECONDS: timing.pollInterval.toSeconds(),
    STARTUP_TIMEOUT_SECONDS: timing.startupTimeout.toSeconds(),
    PARTNER_TIMEOUT_SECONDS: timing.partnerTimeout.toSeconds(),
    HEARTBEAT_SECONDS: timing.heartbeat.toSeconds(),
    HEARTBEAT_TIMEOUT_SECONDS: timing.heartbeatTimeout.toSeconds(),
    TERMINATION_GRACE_SECONDS: timing.terminationGrace.toSeconds(),
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
