import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { SiteKit } from "../../lib";
import { AZBRIDGE } from "../support/azbridge/azbridge-process";
import { ROOT } from "../support/docs";
import { Machine } from "./machine";
import { smallSite } from "./small-site";

const ENTRY = path.join(ROOT, "lib", "site", "scripts", "container", "entry.sh");
const RELAY = "contoso-retail-production-relay.servicebus.windows.net";

let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "entry-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** Runs the container's script without a network; `profile` is what is mounted. */
function enter(
  profile: string | undefined,
  environment: Record<string, string> = {},
  programs = path.dirname(AZBRIDGE),
) {
  const file = path.join(directory, "profile");
  if (profile !== undefined) fs.writeFileSync(file, profile, { mode: 0o600 });
  const { status, stdout, stderr } = spawnSync("unshare", ["--net", "/bin/bash", ENTRY], {
    encoding: "utf8",
    env: {
      PATH: `${programs}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
      ENV_AZBRIDGE_PROFILE: file,
      ENV_AZBRIDGE_TYPE: "RemoteForward",
      ...environment,
    },
  });
  return { code: status, stdout, stderr };
}

test("a fetched profile is one that azbridge reads: it dials the Relay that the plan names", () => {
  const machine = new Machine(new SiteKit(smallSite()));
  machine.fillVaults(() => "c2VjcmV0");
  machine.signIn();
  expect(machine.install(["--fetch-only", "/mnt/secrets"])).toMatchObject({ code: 0 });
  const profile = machine.read("secrets/retail-production.warehouse/profile.yml");
  machine.destroy();
  const { code, stderr } = enter(profile);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      `RemoteForwardBridgeStartFailure, .*hybridConnectionUri = sb://${RELAY}(:443)?/warehouse`,
    ),
  });
});

test("a profile with a key that azbridge does not know is not", () => {
  expect(enter('{ "RemoteForward": [], "Loglevel": "INFO" }').stdout).toContain(
    "Unknown configuration attribute: Loglevel",
  );
});

test.each<[string, string | undefined, Record<string, string>, string]>([
  [
    "without a type",
    "{}",
    { ENV_AZBRIDGE_TYPE: "" },
    "entry: ENV_AZBRIDGE_TYPE is ''; set it to RemoteForward for a listener",
  ],
  ["with another type", "{}", { ENV_AZBRIDGE_TYPE: "Both" }, "entry: ENV_AZBRIDGE_TYPE is 'Both'; set it"],
  ["without a profile", undefined, {}, "profile cannot be read; mount the profile there"],
  [
    "with the profile of the other end",
    '{ "LocalForward": [] }',
    {},
    "profile has no RemoteForward; mount the profile of this end of the tunnel",
  ],
])("ends with 69 and one line %s", (_, profile, environment, message) => {
  const { code, stdout, stderr } = enter(profile, environment);
  expect({ code, stdout, stderr }).toEqual({ code: 69, stdout: "", stderr: expect.stringContaining(message) });
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("names an image without azbridge", () => {
  expect(enter('{ "RemoteForward": [] }', {}, "/nowhere")).toEqual({
    code: 69,
    stdout: "",
    stderr: "entry: the image has no azbridge in /usr/share/azbridge, in /app or on PATH; check the image\n",
  });
});
