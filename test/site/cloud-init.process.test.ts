import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { RelayAccess, SiteKit, SiteKitProps, SiteProps } from "../../lib";
import { smallSite } from "./small-site";

const azbridgePackage = { location: "https://packages.example/azbridge.deb", sha256: "0f1e2d3c".repeat(8) };
const byIdentity = { listenerAccess: RelayAccess.IDENTITY };

/** What cloud-init itself says of user data; without it the suite fails by name. */
function judged(userData: string): { code: number | null; said: string } {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "cloud-init-")), "user-data");
  fs.writeFileSync(file, userData);
  const { status, stdout, stderr, error } = spawnSync("cloud-init", ["schema", "--config-file", file], {
    encoding: "utf8",
  });
  if (error !== undefined) throw new Error(`cloud-init cannot be run, see system_tools in .ci/run: ${error.message}`);
  fs.rmSync(path.dirname(file), { recursive: true });
  return { code: status, said: `${stdout}${stderr}` };
}

test.each<[string, SiteProps, SiteKitProps]>([
  ["by key, without a package", {}, {}],
  ["by key, with a package", {}, { azbridgePackage }],
  ["by key, with a package and identities", {}, { azbridgePackage, machinesHaveIdentity: true }],
  ["by identity, without a package", byIdentity, {}],
  ["by identity, with a package", byIdentity, { azbridgePackage }],
])("user data of a site that listens %s is what cloud-init's schema wants", (_, props, kitProps) => {
  const { code, said } = judged(new SiteKit(smallSite(props), kitProps).cloudInit!);
  expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/Valid cloud-config/) });
});

test("what it does not want is refused: an empty runcmd", () => {
  expect(judged('#cloud-config\n{ "runcmd": [] }\n').code).not.toBe(0);
});
