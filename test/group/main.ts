/** `npm run test:group [-- <jest's arguments>]`: looks for what the suite stands on, then runs it in namespaces of its own. */
import { spawnSync } from "node:child_process";
import { prerequisites } from "../support/onprem/prerequisites";

const { missing, environment } = prerequisites();
if (missing.length > 0) {
  console.error(`npm run test:group cannot run here; missing:\n${missing.map((one) => `- ${one}`).join("\n")}`);
  process.exit(1);
}
// Networks, mounts and processes of the suite end with it, whatever happens.
const namespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
const jest = [process.execPath, require.resolve("jest/bin/jest"), "--config", "jest.group.config.js", "--forceExit"];
// The shell stays, as process 1: it reaps processes whose parents are gone.
const setUp = 'ip link set lo up && "$@"; exit $?';
const { status } = spawnSync(
  "unshare",
  [...namespaces, "sh", "-c", setUp, "sh", ...jest, ...process.argv.slice(1 + 1)],
  {
    stdio: "inherit",
    env: { ...process.env, ...environment, GROUP_SUITE: "1", CHECKPOINT_DISABLE: "1" },
  },
);
process.exit(status ?? 1);
