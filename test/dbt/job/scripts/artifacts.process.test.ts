import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Group, GROUP, until } from "./group";

let groups: Group[];
let share: string;
const groupOf = (job: Record<string, unknown> = {}, prepare?: string) => {
  groups.push(new Group({ share: prepare === undefined ? share : undefined, job: { keptRuns: 3, ...job }, prepare }));
  return groups.at(-1)!;
};
beforeEach(() => {
  groups = [];
  share = fs.mkdtempSync(path.join(os.tmpdir(), "share-"));
});
afterEach(async () => {
  await Promise.all(groups.map((group) => group.destroy()));
  fs.rmSync(share, { recursive: true, force: true });
});
const text = (part: string) => expect.stringContaining(part) as string;

/** What a dbt that works writes into its project. */
const WRITES = [
  "mkdir -p target logs",
  "echo results of $1 >target/run_results.json",
  "echo manifest of $1 >target/manifest.json",
  "echo log of $1 >>logs/dbt.log",
].join("; ");

const folder = () => path.join(share, `${GROUP}.runs`);
const runs = () => (fs.existsSync(folder()) ? fs.readdirSync(folder()).sort() : []);

/** Every file that is kept of a run, by its path in the run's folder. */
function kept(run = runs().at(-1)!): Record<string, string> {
  const within = path.join(folder(), run);
  const files = fs.readdirSync(within, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => [path.relative(within, file), fs.readFileSync(file, "utf8")]),
  );
}

async function ran(script: string, job: Record<string, unknown> = {}, environment: Record<string, string> = {}) {
  const group = groupOf(job);
  const { dbt, bridge } = await group.start({ environment: { FAKE_DBT: script, ...environment } });
  const { code, log } = await dbt.ended;
  expect(await bridge.ended).toMatchObject({ code: 0 });
  return { group, code, log };
}

describe("what dbt left of a run is kept on the share", () => {
  test.each([0, 1, 2])("when dbt ends with %d", async (code) => {
    expect(await ran(`${WRITES}; exit ${code}`)).toMatchObject({ code });
    expect(runs()).toEqual([expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/)]);
    expect(kept()).toEqual({
      "exit-code": `${code}\n`,
      "1-run/run_results.json": "results of run\n",
      "1-run/manifest.json": "manifest of run\n",
      "1-run/dbt.log": "log of run\n",
    });
    expect(fs.readdirSync(share)).toEqual([`${GROUP}.runs`]);
  });

  test("by command, as far as they came, without what an earlier one or the image had written", async () => {
    const script = [
      "mkdir -p logs",
      "[ $1 = seed ] || echo results of $1 >target/run_results.json",
      "echo log of $1 >>logs/dbt.log",
      "[ $1 != run ] || exit 1",
    ].join("; ");
    const commands = [["seed"], ["run"], ["test"]];
    const group = groupOf({ commands });
    fs.mkdirSync(group.path("out/target"));
    for (const file of ["run_results.json", "manifest.json"]) fs.writeFileSync(group.path("out/target", file), "old\n");
    const { dbt } = await group.start({ environment: { FAKE_DBT: script } });
    expect(await dbt.ended).toMatchObject({ code: 1 });
    expect(kept()).toEqual({
      "exit-code": "1\n",
      "1-seed/dbt.log": "log of seed\n",
      "2-run/dbt.log": "log of run\n",
      "2-run/run_results.json": "results of run\n",
    });
  });

  test("with the reason, when the tunnel was lost in mid-run", async () => {
    const group = groupOf();
    const { dbt, bridge } = await group.start({ environment: { FAKE_DBT: `${WRITES}; sleep 60 & wait $!` } });
    await group.dbtStarted();
    await until(() => fs.existsSync(group.path("out/logs/dbt.log")), "dbt's log");
    bridge.signal("SIGKILL", /azbridge -f/);
    expect(await dbt.ended).toMatchObject({ code: 69 });
    expect(kept()["exit-code"]).toMatch(/^69\nthe bridge ended: azbridge ended by itself with exit code 137 /);
    expect(kept()["1-run/dbt.log"]).toBe("log of run\n");
  });

  test("when the group is stopped, without making the stop longer", async () => {
    const group = groupOf();
    const { dbt } = await group.start({ environment: { FAKE_DBT: `${WRITES}; sleep 60 & wait $!` } });
    await group.dbtStarted();
    await until(() => fs.existsSync(group.path("out/logs/dbt.log")), "dbt's log");
    const stopped = performance.now();
    dbt.signal("SIGTERM", /run_dbt/);
    expect(await dbt.ended).toMatchObject({ code: 143 });
    expect(performance.now() - stopped).toBeLessThan(3000);
    expect(kept()).toMatchObject({
      "exit-code": "143\nstopped by SIGTERM before dbt was done\n",
      "1-run/run_results.json": "results of run\n",
    });
  });

  test("with its code alone, when dbt left nothing", async () => {
    expect(await ran("exit 2")).toMatchObject({ code: 2, log: expect.not.stringContaining("artifacts") as string });
    expect(kept()).toEqual({ "exit-code": "2\n" });
  });

  test.each([
    ["its command line", { commands: [["run", "--target-path", "there", "--log-path=there"]] }, {}],
    ["its environment", {}, { DBT_TARGET_PATH: "there", DBT_LOG_PATH: "/aci/out/there" }],
    ["its project", {}, {}],
  ])("from where %s tells dbt to write", async (_, job, environment) => {
    const group = groupOf(job);
    fs.writeFileSync(group.path("out/dbt_project.yml"), 'target-path: "there" # not here\nlog-path: there\n');
    const script = "mkdir there; echo results >there/run_results.json; echo log >there/dbt.log";
    const { dbt } = await group.start({ environment: { FAKE_DBT: script, ...environment } });
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(kept()).toMatchObject({ "1-run/run_results.json": "results\n", "1-run/dbt.log": "log\n" });
  });

  test("not when dbt was never called", async () => {
    const { code } = await ran("exit 0", { projectDirectory: "/nowhere" });
    expect([code, runs()]).toEqual([69, []]);
  });

  test("not when the job keeps none", async () => {
    expect(await ran(WRITES, { keptRuns: 0 })).toMatchObject({ code: 0 });
    expect(fs.readdirSync(share)).toEqual([]);
  });
});

describe("the limit", () => {
  test("lets the oldest runs go, and touches nothing else", async () => {
    fs.mkdirSync(folder());
    const old = ["20250101T000000Z-00000001", "20250102T000000Z-00000002", "20250103T000000Z-00000003"];
    for (const run of [...old, "keep-me"]) {
      fs.mkdirSync(path.join(folder(), run, "1-run"), { recursive: true });
      fs.writeFileSync(path.join(folder(), run, "1-run/dbt.log"), run);
    }
    expect(await ran(WRITES)).toMatchObject({ code: 0 });
    expect(runs()).toEqual(["20250102T000000Z-00000002", "20250103T000000Z-00000003", text("Z-"), "keep-me"]);
  });
});

describe("a share that takes no artifacts", () => {
  test("changes neither dbt's exit code nor the end of the run, and is named in the log", async () => {
    fs.writeFileSync(folder(), "a file where the folder would be");
    for (const code of [0, 1]) {
      const run = await ran(`${WRITES}; exit ${code}`);
      expect(run).toMatchObject({
        code,
        log: text(`artifacts of this run are incomplete in /aci/groups/${GROUP}.runs/`),
      });
      expect(run.log).toContain("check the share");
    }
    expect(fs.readdirSync(share)).toEqual([`${GROUP}.runs`]);
  });

  test("for want of room keeps what fits, complete, and leaves no half file", async () => {
    const group = groupOf({}, "mount -t tmpfs -o size=64k t $D/groups");
    const script = `${WRITES}; i=0; while [ $i -lt 9000 ]; do echo 0123456789; i=$((i+1)); done >target/manifest.json`;
    const look = "cd /aci/groups/*.runs/*/; for f in * */*; do echo $f; done >/aci/out/seen";
    const { dbt } = await group.start({ environment: { FAKE_DBT: script } });
    const { code, log } = await dbt.ended;
    expect({ code, log }).toEqual({ code: 0, log: text("No space left on device; check the share") });
    const after = await group.dbt({ command: ["/bin/sh", "-c", look] });
    await after.ended;
    expect(group.read("out/seen").trim().split("\n").sort()).toEqual(
      ["1-run", "1-run/dbt.log", "1-run/run_results.json", "exit-code"].sort(),
    );
  });

  test("not even how the run ended leaves no half file", async () => {
    const group = groupOf({}, "mount -t tmpfs -o size=64k t $D/groups");
    const fill = "dd if=/dev/zero of=/aci/groups/rest bs=4k 2>/dev/null";
    const { dbt } = await group.start({
      environment: { FAKE_DBT: `${fill}; exit 3` },
      with: { dd: '#!/bin/sh\nexec /usr/bin/dd "$@"\n' },
    });
    expect(await dbt.ended).toMatchObject({ code: 3, log: text("exit-code: No space left on device; check that") });
    const look = "for f in /aci/groups/*.runs/*/*; do echo $f; done >/aci/out/seen";
    await (
      await group.dbt({ command: ["/bin/sh", "-c", look] })
    ).ended;
    expect(group.read("out/seen").trim().split("\n")).toEqual([text("/1-run")]);
  });

  test("from which an earlier run cannot be removed takes this one's all the same", async () => {
    const [old, older] = ["20250102T000000Z-00000002", "20250101T000000Z-00000001"];
    const runsOfGroup = `$D/groups/${GROUP}.runs`;
    const mounts = [old, older].map((run) => `mkdir -p ${runsOfGroup}/${run}`);
    // What is mounted there stands for a file that somebody has open.
    const group = groupOf({ keptRuns: 1 }, [...mounts, `mount -t tmpfs t ${runsOfGroup}/${older}`].join("; "));
    const { dbt } = await group.start({ environment: { FAKE_DBT: WRITES } });
    expect(await dbt.ended).toMatchObject({
      code: 0,
      log: text(`an earlier run cannot be removed from /aci/groups/${GROUP}.runs/${older}: Device or resource busy`),
    });
    const within = fs.readdirSync(group.path("groups", `${GROUP}.runs`)).sort();
    expect(within).toEqual([older, text("Z-")]);
    expect(group.read(`groups/${GROUP}.runs/${within[1]}/1-run/dbt.log`)).toBe("log of run\n");
  });

  test("because it hangs does not make a run longer than it may be", async () => {
    const group = groupOf({ runTimeoutSeconds: 4 });
    const hang = "mkdir -p target; mkfifo target/run_results.json";
    const { dbt, bridge } = await group.start({
      environment: { FAKE_DBT: `${hang}; exit 3` },
      with: { mkfifo: '#!/bin/sh\nexec /usr/bin/mkfifo "$@"\n' },
    });
    const { code, log, seconds } = await dbt.ended;
    expect({ code, log }).toEqual({ code: 3, log: text("or there is no more time") });
    expect(seconds).toBeLessThan(10);
    expect(await bridge.ended).toMatchObject({ code: 0 });
  });

  test("because it hangs does not keep the run from ending", async () => {
    // A pipe that nobody reads stands for a file on a share that hangs.
    const hang = "mkdir -p target; mkfifo target/run_results.json";
    const group = groupOf();
    const { dbt, bridge } = await group.start({
      environment: { FAKE_DBT: `${hang}; sleep 60 & wait $!` },
      with: { mkfifo: '#!/bin/sh\nexec /usr/bin/mkfifo "$@"\n' },
    });
    await until(() => fs.existsSync(group.path("out/target/run_results.json")), "the pipe");
    dbt.signal("SIGTERM", /run_dbt/);
    expect(await dbt.ended).toMatchObject({ code: 143, log: text("there is no more time") });
    expect(await bridge.ended).toMatchObject({ code: 0 });
  });
});
