import { Fn } from "cdktf";
import { TextFiles, scripts } from "../../core/script";
import { jobPaths, provable } from "../../tunnel/path-proof";
import { PortPlan } from "../../tunnel/port-plan";
import { ProfileAccess } from "../../tunnel/profile-access";
import { senderProfile } from "../../tunnel/sender-profile";
import { JobDefinition } from "./definition";
import { SELECT_VARIABLE } from "./environment";

/** Where the bridge's container finds the keys that the platform takes from a vault, each in a file named as its forward. */
export const KEYS_FOLDER = "keys";

/** What stands in azbridge's configuration in place of a forward's key, until the bridge's script puts it there. */
function keyMark(forwardName: string): string {
  return `@key of ${forwardName}@`;
}

/** For the dbt container: its scripts, what they are to do, and dbt's profile. */
export function dbtFiles(job: JobDefinition): TextFiles {
  const { caCertificate } = job.profile.tls;
  return {
    ...scripts(
      __dirname,
      "dbt.sh",
      "run_dbt.py",
      "coordination.py",
      "artifacts.py",
      "authorities.py",
      "child.py",
      "share.py",
    ),
    ...jobPaths(),
    "job.json": JSON.stringify(instructions(job)),
    "profiles.yml": job.profile.text,
    ...(caCertificate === undefined ? {} : { "ca.pem": caCertificate }),
  };
}

/**
 * For the azbridge container: its script, azbridge's configuration, and the script's settings.
 *
 * @param keysAreFiles whether the platform hands over keys in files, in place of Terraform in the configuration.
 */
export function bridgeFiles(job: JobDefinition, keysAreFiles: boolean): TextFiles {
  const { ports } = PortPlan.sidecar([...job.forwards]);
  return {
    ...scripts(__dirname, "bridge.sh"),
    "profile.yml": Fn.yamlencode(senderProfile(ports, accessOf(job, keysAreFiles))), // a line per value: azbridge prints lines
    "settings.sh": settings(job),
  };
}

/** For a further sidecar: its script and the script's settings. */
export function sidecarFiles(job: JobDefinition): TextFiles {
  return { ...scripts(__dirname, "sidecar.sh"), "settings.sh": settings(job) };
}

function accessOf({ relay, forwards }: JobDefinition, keysAreFiles: boolean): ProfileAccess {
  return relay._access(forwards, (key, name) => (keysAreFiles ? keyMark(name) : key.value));
}

function instructions(job: JobDefinition): Record<string, unknown> {
  return {
    forwards: job.forwards.map(provable),
    relayHost: job.relay.relayNamespace.hostName,
    commands: job.command._arguments(SELECT_VARIABLE),
    projectDirectory: job.projectDirectory,
    rerunOnRestart: job.rerunOnRestart,
    keptRuns: job.keptRuns,
    trustsImage: job.profile.tls._trustsImage,
    runTimeoutSeconds: job.runTimeout.toSeconds(),
    timing: { ...job.timing._seconds, pathTimeoutSeconds: job.timing.pathTimeout.toSeconds() },
  };
}

/** Numbers and addresses only, since a shell reads it; figures have the names of the timing's, as shells write names. */
function settings({ forwards, timing }: JobDefinition): string {
  const figures = Object.entries(timing._seconds).map(([name, figure]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    figure,
  ]);
  const listen = forwards.map(({ bindAddress, port }) => `${bindAddress}:${port}`).join(" ");
  return [["LISTEN", `"${listen}"`], ...figures].map(([name, value]) => `${name}=${value}\n`).join("");
}
