import { spawnSync } from "node:child_process";

/** Runs a command with a network, mounts and processes of its own, which end with it, whatever happens: its exit code. */
export function runInNamespaces(command: readonly string[], environment: Readonly<Record<string, string>>): number {
  const namespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  // The shell stays, as process 1: it reaps processes whose parents are gone.
  const setUp = 'ip link set lo up && "$@"; exit $?';
  const { status } = spawnSync("unshare", [...namespaces, "sh", "-c", setUp, "sh", ...command], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  return status ?? 1;
}
