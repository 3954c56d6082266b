import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { openFolder } from "../run/open-folder";

/**
 * Runs a command with a network, mounts and processes of its own, which end with it, whatever happens: its exit code.
 * Its folder for temporary files is its own, too: a process's number, after which programs name files there, is another
 * process's in other namespaces.
 */
export async function runInNamespaces(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const namespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  // The shell stays, as process 1: it reaps processes whose parents are gone.
  const setUp = 'ip link set lo up && "$@"; exit $?';
  const folder = openFolder("namespaces-");
  try {
    const child = spawn("unshare", [...namespaces, "sh", "-c", setUp, "sh", ...command], {
      stdio: "inherit",
      env: { ...process.env, TMPDIR: folder, ...environment },
    });
    const [code] = (await once(child, "exit")) as [number | null];
    return code ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
