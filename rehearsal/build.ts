/** `npm run build -w rehearsal`: tsc compiles `src/` into `dist/`; what it leaves behind, the protocol, is copied. */
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";

const PROTOCOL = "provider/tfplugin5.proto";

rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync("tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
if (status === 0) {
  copyFileSync(`src/${PROTOCOL}`, `dist/${PROTOCOL}`);
} else {
  process.exit(1);
}
