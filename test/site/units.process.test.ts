import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { kitWith } from "./small-site";

const kit = kitWith("warehouse");
const textOf = (file: string) => kit.files[`linux/${file}`];
const TEMPLATE = "azbridge-listener@.service";
const LISTENER = "azbridge-listener@retail-production.warehouse.service";

/** What systemd itself says of units, whose programs are here. Without it the suite fails by name. */
function judged(confinement: string): { code: number | null; said: string } {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "units-"));
  const write = (file: string, text: string) => fs.writeFileSync(path.join(directory, file), text);
  write(TEMPLATE, textOf(TEMPLATE).replace("/usr/share/azbridge/azbridge", "/bin/true"));
  fs.symlinkSync(TEMPLATE, path.join(directory, LISTENER)); // as `systemctl enable` has it
  fs.mkdirSync(path.join(directory, `${TEMPLATE}.d`));
  write(`${TEMPLATE}.d/10-confine.conf`, confinement);
  const watchdog = ["azbridge-watchdog.service", "azbridge-watchdog.timer"];
  for (const file of watchdog) write(file, textOf(file));
  const units = [LISTENER, ...watchdog].map((unit) => path.join(directory, unit));
  const { status, stdout, stderr, error } = spawnSync("systemd-analyze", ["verify", ...units], {
    encoding: "utf8",
    env: { ...process.env, SYSTEMD_UNIT_PATH: `${directory}:` },
  });
  if (error !== undefined)
    throw new Error(`systemd-analyze cannot be run, see system_tools in .ci/run: ${error.message}`);
  fs.rmSync(directory, { recursive: true });
  return { code: status, said: `${stdout}${stderr}` };
}

test("the units of a listener and of its watchdog are what systemd knows", () => {
  expect(judged(textOf("confine.conf"))).toEqual({ code: 0, said: "" });
});

test("what it does not know it names: a word that is misspelt", () => {
  expect(judged(textOf("confine.conf").replace("Restart=always", "Restrat=always")).said).toContain(
    "Unknown key 'Restrat'",
  );
});
