import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gatewayUnits } from "../../lib/gateway/gateway-units";

/** Tenths of systemd's figure for what a service may do, at the most: without any confinement it is 9.6. */
const EXPOSURE = 25;
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "units-"));

afterAll(() => fs.rmSync(directory, { recursive: true }));

test.each(["front", "azbridge", "health"])("what faces clients or the Relay is confined: gateway-%s", (name) => {
  const unit = `gateway-${name}.service`;
  fs.writeFileSync(path.join(directory, unit), gatewayUnits()[unit]);
  const args = ["security", "--offline=yes", `--threshold=${EXPOSURE}`, path.join(directory, unit)];
  expect(execFileSync("systemd-analyze", args, { encoding: "utf8" })).toMatch(/Overall exposure level.* OK/);
});
