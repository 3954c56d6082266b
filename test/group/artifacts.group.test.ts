import * as fs from "node:fs";
import * as path from "node:path";
import { DbtCommand } from "../../lib";
import { Share } from "../support/aci/share";
import { figure } from "./figures";
import { PASSWORD_MARK, World } from "./world";

const RUNS = "retail-prod-salesforce-transform.runs";

let world: World;
let share: Share;
beforeAll(async () => {
  world = await World.open({ postgres: true });
});
beforeEach(() => (share = new Share("64m")));
afterEach(async () => {
  await world.tidy();
  share.destroy();
});
afterAll(() => world.close());

/** The files of every run that is kept, oldest run first. */
function kept(): Record<string, string>[] {
  const runs = fs.readdirSync(path.join(share.path, RUNS)).sort();
  return runs.map((run) => {
    const folder = path.join(share.path, RUNS, run);
    const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
    const isFile = (file: string) => fs.statSync(path.join(folder, file)).isFile();
    return Object.fromEntries(
      files.filter(isFile).map((file) => [file, fs.readFileSync(path.join(folder, file), "utf8")]),
    );
  });
}
const statuses = (file: string) =>
  (JSON.parse(file) as { results: { status: string }[] }).results.map(({ status }) => status).sort();

describe("what dbt leaves of a run", () => {
  test("is kept on the share, by command, of as many runs as the job says, also of one whose test fails", async () => {
    const ran = async (command: DbtCommand, environment = {}) => {
      const job = world.job({ real: true, share, keptRuns: 2, command, environment });
      await job.group.start();
      await job.group.ended();
      expect((await job.bridge.ended).code).toBe(0);
      expect(share.files).toEqual([RUNS]);
      return (await job.dbt.ended).code;
    };
    expect(await ran(DbtCommand.sequence(DbtCommand.custom("seed"), DbtCommand.run()))).toBe(0);
    const [good] = kept();
    const files = ["dbt.log", "manifest.json", "run_results.json"];
    expect(Object.keys(good)).toEqual([...["1-seed", "2-run"].flatMap((call) => files.map((file) => `${call}/${file}`)), "exit-code"]); // prettier-ignore
    expect(["1-seed", "2-run"].map((call) => statuses(good[`${call}/run_results.json`]))).toEqual([["success"], ["success"]]); // prettier-ignore
    expect(good["2-run/dbt.log"]).toContain("Completed successfully");
    expect(good["2-run/dbt.log"]).not.toContain("seed file");
    for (const text of Object.values(good)) expect(text).not.toContain(PASSWORD_MARK);

    expect(await ran(DbtCommand.test(), { FORBID_LARGE: "true" })).toBe(1);
    expect(kept().map((run) => run["exit-code"])).toEqual(["0\n", "1\n"]);
    expect(statuses(kept()[1]["1-test/run_results.json"])).toContain("fail");

    expect(await ran(DbtCommand.custom("parse"))).toBe(0);
    expect(kept().map((run) => run["exit-code"])).toEqual(["1\n", "0\n"]);
  });

  test.each([
    ["the password's variable: dbt refuses", "DBT_ENV_SECRET_DWH_DATABASE_PASSWD", 2],
    ["any other variable: dbt shows it", "ENV_DWH_DATABASE_USER", 0],
  ])("holds no password, though a model reads %s", async (_, variable, code) => {
    const environment = { READ_VARIABLE: variable };
    const command = DbtCommand.sequence(DbtCommand.custom("seed"), DbtCommand.run());
    const job = world.job({ real: true, share, keptRuns: 2, command, environment });
    await job.group.start();
    await job.group.ended();
    const files = kept().flatMap((run) => Object.values(run));
    for (const place of [job.group.log, ...files]) expect(place).not.toContain(PASSWORD_MARK);
    expect({ code: (await job.dbt.ended).code, log: job.dbt.log }).toMatchObject({ code });
    expect(files.some((file) => file.includes("-- dbt"))).toBe(code === 0);
  });

  test("does not delay the end of a group whose dbt leaves nothing", async () => {
    const job = world.job({ share, keptRuns: 2, script: "exit 1" });
    await job.group.start();
    const dbt = await job.dbt.ended;
    expect(dbt.code).toBe(1);
    figure("a scripted dbt with artifacts kept, from start to exit", dbt.seconds * 1000);
    expect(kept()).toEqual([{ "exit-code": "1\n" }]);
  });
});
