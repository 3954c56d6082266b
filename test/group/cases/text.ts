import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { DbtCommand } from "../../../lib";
import { processesFrom, until } from "../../support/aci/processes";
import { PASSWORD, PASSWORD_MARK, Platform, timing, UNTIL_TOLD, World } from "../world";

/** Case 12: hostile text. */
export function textCases(platform: Platform): void {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ platform });
  });
  afterEach(() => world.tidy());
  afterAll(() => world.close());

  const HOSTILE =
    "$(touch /aci/out/owned) `touch /aci/out/owned` ${HOME} %{x} \"double\" 'single' \\ ; & | < > * ~ ! # ü 雪";
  const NEWLINES = `first\nsecond\t${HOSTILE}\r\n`;
  const SECURE = `staple9mark ${NEWLINES}`;

  describe("case 12: hostile text", () => {
    test("in selection, password, variables and connection strings arrives to the byte, expanded by nobody, seen nowhere", async () => {
      const connectionString = `${world.sendKeys.warehouse.replace(/SharedAccessKey=.*/, "")}SharedAccessKey=${HOSTILE.replaceAll(/[;=]/g, "")}=`;
      const job = world.job({
        command: DbtCommand.run({ select: HOSTILE, exclude: `tag:${HOSTILE}` }),
        environment: { PLAIN: NEWLINES },
        secureEnvironment: { SECURE },
        references: { "azurerm_key_vault_secret(relay-send-warehouse).value": connectionString },
        script: "exit 0",
        timing: timing({ startupTimeout: 4 }),
      });
      // The key is wrong, so azbridge gets nowhere: the file that it reads is what counts here.
      await job.group.start();
      let read: string | undefined; // a copy of the profile, where the platform took the key from the vault
      await until(() => {
        const commands = job.bridge.processes.map(({ command }) => command).join("\n");
        read = /azbridge\S* -f (\S+)/.exec(commands)?.[1];
        return read !== undefined;
      }, "azbridge");
      const profile = await job.bridge.exec(["cat", read!], 30);
      expect(parse(profile.output)).toMatchObject({ LocalForward: [{ ConnectionString: connectionString }] });
      expect((await job.dbt.ended).code).toBe(69);
      expect(job.group.log).not.toContain(connectionString);
      expect(job.group.log).not.toContain("SharedAccessKey=$(");
      await world.tidy();

      const good = world.job({
        command: DbtCommand.run({ select: HOSTILE, exclude: `tag:${HOSTILE}` }),
        environment: { PLAIN: NEWLINES },
        secureEnvironment: { SECURE },
        script: `env -0 >/aci/out/environment; ${UNTIL_TOLD}`,
      });
      await good.group.start();
      await good.dbtStarted();
      const arguments_ = good.group.containers.flatMap(({ processes }) => processes.map(({ command }) => command));
      const outside = processesFrom(process.pid).map(({ command }) => command);
      const files = readable(good.group.emptyDir(""));
      good.tell();
      expect(await good.group.ended()).toBe("Succeeded");

      expect(good.read("arguments")).toBe(`run\0--select\0${HOSTILE}\0--exclude\0tag:${HOSTILE}\0`);
      const environment = good.read("environment").split("\0");
      expect(environment).toEqual(
        expect.arrayContaining([
          `PLAIN=${NEWLINES}`,
          `SECURE=${SECURE}`,
          `DBT_ENV_SECRET_DWH_DATABASE_PASSWD=${PASSWORD}`,
        ]),
      );
      expect(good.read("owned")).toBe("");
      for (const secret of [PASSWORD_MARK, "staple9mark", world.sendKeys.warehouse.split("SharedAccessKey=")[1]]) {
        for (const place of [good.group.log, ...arguments_, ...outside, ...files]) expect(place).not.toContain(secret);
      }
    });
  });

  /** Contents of all files below that everybody may read. */
  function readable(folder: string): string[] {
    return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return entry.isFile() && (fs.statSync(file).mode & 0o004) !== 0 ? [fs.readFileSync(file, "utf8")] : [];
    });
  }
}
