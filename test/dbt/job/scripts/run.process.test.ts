import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { signalTo } from "../../../support/aci/processes";
import { broker, crm, Group, GROUP, intranet, PYTHON, shop, until, warehouse } from "./group";

let group: Group;
const groupOf = (...props: ConstructorParameters<typeof Group>) => (group = new Group(...props));
afterEach(() => group.destroy());

describe("a run", () => {
  test("starts dbt once the path is proven, gives its exit code and leaves nothing behind", async () => {
    const { dbt, bridge } = await groupOf().start();
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(await bridge.ended).toMatchObject({ code: 0, log: expect.stringContaining("bridge: dbt has ended") });
    expect(group.dbtRuns).toBe(1);
    expect(group.leftovers).toEqual([]);
    expect(group.read("out/profiles-dir")).toBe("/aci/dbt");
    expect(group.read("hosts-1")).toMatch(/\n127\.0\.10\.1 sql01\.retail\.example\n$/);
  });

  test.each([1, 2, 42])("exit code %d of dbt is the container's, and the bridge ends within a second", async (code) => {
    const { dbt, bridge } = await groupOf().start({ environment: { FAKE_DBT: `exit ${code}` } });
    expect(await dbt.ended).toMatchObject({ code });
    const dbtEnded = performance.now();
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect(performance.now() - dbtEnded).toBeLessThan(1000);
    expect(group.leftovers).toEqual([]);
  });

  test("a dbt that dies of a signal is 128 and the signal's number", async () => {
    const { dbt } = await groupOf().start({ environment: { FAKE_DBT: "kill -SEGV $$" } });
    expect(await dbt.ended).toMatchObject({ code: 139 });
  });

  test("several commands run one after the other until one fails", async () => {
    const job = { commands: [["seed"], ["run"], ["test"]] };
    const { dbt } = await groupOf({ job }).start({ environment: { FAKE_DBT: '[ "$1" = seed ] || exit 3' } });
    expect(await dbt.ended).toMatchObject({ code: 3 });
    expect(group.read("out/arguments")).toBe("seed\0run\0");
  });

  test("what is selected reaches dbt to the byte and no log, whatever it holds", async () => {
    const select = "$(touch /aci/out/owned) `id`;\n\t'\"\\ ü 雪 \x7f*";
    const { dbt, bridge } = await groupOf().start({ environment: { ENV_DBT_MODEL: select, PASSWORD: "s3cret" } });
    expect(await dbt.ended).toMatchObject({ code: 0 });
    await bridge.ended;
    expect(group.read("out/arguments")).toBe(`run\0--select\0${select}\0`);
    expect(fs.existsSync(group.path("out/owned"))).toBe(false);
    expect(group.logs()).not.toMatch(/owned|s3cret/);
  });

  test("what is asked of one run takes the place of the job's selection, and reaches what knows it", async () => {
    const select = "$(touch /aci/out/owned) `id`;\n\t'\"\\ ü 雪 *";
    const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
    const vars = '{"run_id":"6f1d9d5e"}';
    const environment = {
      ENV_RUN_SELECT: base64(select),
      ENV_RUN_FULL_REFRESH: "True",
      ENV_RUN_VARS: base64(vars),
    };
    const selected = ["--select", { env: "ENV_DBT_MODEL" }];
    const job = { commands: [["seed"], ["run", ...selected], ["test", ...selected], ["run-operation", "vacuum"]] };
    const { dbt, bridge } = await groupOf({ job }).start({ environment });
    expect(await dbt.ended).toMatchObject({ code: 0 });
    await bridge.ended;
    const last = `--vars\0${vars}\0`;
    expect(group.read("out/arguments")).toBe(
      `seed\0--full-refresh\0${last}run\0--select\0${select}\0--full-refresh\0${last}` +
        `test\0--select\0${select}\0${last}run-operation\0vacuum\0${last}`,
    );
    expect(fs.existsSync(group.path("out/owned"))).toBe(false);
    expect(group.logs()).not.toContain("owned");
  });

  test("a run of which nothing is asked does what the job says", async () => {
    const environment = { ENV_RUN_SELECT: "", ENV_RUN_FULL_REFRESH: "False", ENV_RUN_VARS: "" };
    const { dbt } = await groupOf().start({ environment });
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(group.read("out/arguments")).toBe("run\0--select\0salesforce\0");
  });

  test("every protocol is proven in its own words", async () => {
    const forwards = [warehouse, crm, shop, broker, intranet];
    const { dbt } = await groupOf({ forwards }).start();
    expect(await dbt.ended).toMatchObject({ code: 0 });
  });

  test("either container may start long after the other", async () => {
    groupOf();
    const bridge = await group.bridge();
    await until(() => group.semaphore.startsWith("starting"), "the semaphore");
    await sleep(2500); // longer than the heartbeat's timeout
    const dbt = await group.dbt();
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(await bridge.ended).toMatchObject({ code: 0 });
    await group.destroy();

    groupOf();
    const early = await group.dbt();
    await sleep(2500);
    const late = await group.bridge();
    expect(await early.ended).toMatchObject({ code: 0 });
    expect(await late.ended).toMatchObject({ code: 0 });
  });

  test("a bridge whose counter was never looked at before dbt ran is not taken for one that was restarted", async () => {
    // As after pauses that let everything be there at the first look.
    const quick = `import sys, time
sys.path.insert(0, "/aci/dbt")
import run_dbt
begin, prove = run_dbt.Run._start_heartbeat, run_dbt.prove_all
def begun(run):
    begin(run)
    while not run.share.ready:
        time.sleep(0.05)
run_dbt.Run._start_heartbeat = begun
run_dbt.prove_all = lambda forwards, pause, _: prove(forwards, pause, lambda faults: time.sleep(0.01))
sys.exit(run_dbt.main())`;
    const python3 = `#!/bin/sh\ncase $* in *run_dbt.py) exec ${PYTHON} -E -s -u -X utf8 -c '${quick}' ;; esac\nexec ${PYTHON} "$@"\n`;
    const { dbt } = await groupOf().start({ environment: { FAKE_DBT: "sleep 1" }, with: { python3 } });
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(group.dbtRuns).toBe(1);
  });

  test("a pause of the whole machine ends nothing", async () => {
    const { dbt, bridge } = await groupOf().start({ environment: { FAKE_DBT: "sleep 4" } });
    await group.dbtStarted();
    const all = [dbt, bridge].flatMap((container) => container.processes());
    for (const { pid } of all) signalTo(pid, "SIGSTOP");
    await sleep(2500); // longer than the heartbeat's timeout
    for (const { pid } of dbt.processes()) signalTo(pid, "SIGCONT");
    await sleep(300);
    for (const { pid } of bridge.processes()) signalTo(pid, "SIGCONT");
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(await bridge.ended).toMatchObject({ code: 0 });
  });

  test("dbt's own code is kept where nothing can be opened any more", async () => {
    const restless = { timing: { pollIntervalSeconds: 0.005, heartbeatSeconds: 0.05 } }; // threads that are awake at the end
    const { dbt } = await groupOf(restless).start({ environment: { FAKE_DBT: "sleep 1; exit 3" } });
    await group.dbtStarted();
    execFileSync("prlimit", ["--pid", String(dbt.processes()[0].pid), "--nofile=3:3"]);
    expect(await dbt.ended).toMatchObject({ code: 3, log: expect.stringContaining("Too many open files") });
  });

  describe("a stop that comes before anything of it runs", () => {
    const slowly = "#!/bin/sh\ntouch /aci/out/asked\nsleep 1\nexit 1\n";
    const asked = () => until(() => fs.existsSync(group.path("out/asked")), "its first program");

    test("ends the dbt container, and says so to the bridge", async () => {
      const dbt = await groupOf().dbt({ with: { python3: slowly, python: slowly } });
      await asked();
      dbt.signal("SIGTERM");
      expect(await dbt.ended).toMatchObject({ code: 143, log: "run_dbt: stopped by SIGTERM before dbt was done\n" });
      expect(group.read("run/exit-code")).toBe("143\nstopped by SIGTERM before dbt was done\n");
    });

    test("ends the bridge, before it waits for dbt", async () => {
      const bridge = await groupOf({ timing: { partnerTimeoutSeconds: 60 } }).bridge({ with: { getent: slowly } });
      await asked();
      bridge.signal("SIGTERM");
      const log = expect.stringContaining("stopped by SIGTERM while dbt was not done");
      expect(await bridge.ended).toMatchObject({ code: 143, log });
    });
  });

  const cancels = "sleep 0.5; : >/dev/tcp/127.0.10.1/1433 && exit 7";
  test.each([
    ["SIGINT, on which it cancels", `trap 'echo SIGINT >>/aci/out/signals; ${cancels}' INT`, "SIGINT\n", "7 on SIGINT"],
    ["then SIGTERM", `trap 'echo SIGINT >>/aci/out/signals' INT`, "SIGINT\nSIGTERM\n", "143 on SIGTERM"],
    ["then SIGKILL", "trap '' INT TERM", "", "137 on SIGKILL"],
    ["and is not believed that it is well", "trap 'exit 0' INT", "", "0 on SIGINT"],
  ])(
    "a stop reaches dbt as %s, with its tunnel still there, and both containers end",
    async (_, trap, signals, said) => {
      const patient = { timing: { terminationGraceSeconds: 3 } };
      const props = {
        environment: { FAKE_DBT: `${trap}; touch /aci/out/trapped; for i in {1..600}; do sleep 0.1; done` },
      };
      const { dbt, bridge } = await groupOf(patient).start(props);
      await until(() => fs.existsSync(group.path("out/trapped")), "dbt");
      for (const container of [dbt, bridge]) container.signal("SIGTERM");
      const stopped = performance.now();
      expect(await dbt.ended).toMatchObject({
        code: 143,
        log: expect.stringContaining(
          `dbt ended with exit code ${said}\nrun_dbt: stopped by SIGTERM before dbt was done`,
        ),
      });
      expect(await bridge.ended).toMatchObject({ code: 0 });
      expect(performance.now() - stopped).toBeLessThan(8000);
      expect(group.read("out/signals")).toBe(signals);
      expect(group.leftovers).toEqual([]);
    },
  );

  test("that goes on for longer than the job allows is ended as by a stop, with 124", async () => {
    const { dbt, bridge } = await groupOf({ job: { runTimeoutSeconds: 3 } }).start({
      environment: { FAKE_DBT: "sleep 60 & wait $!" },
    });
    const { code, log, seconds } = await dbt.ended;
    expect({ code, log }).toEqual({
      code: 124,
      log: expect.stringContaining("run_dbt: ended after 3 s, the job's runTimeout, before dbt was done") as string,
    });
    expect(seconds).toBeGreaterThan(2.9);
    expect(group.read("out/signals")).toBe("SIGINT\n");
    expect(await bridge.ended).toMatchObject({ code: 0, log: expect.stringContaining("bridge: dbt has ended") });
    expect(group.leftovers).toEqual([]);
  });

  test("keeps no zombie of what dbt left behind", async () => {
    const count = 'n=0; for s in /proc/[0-9]*/stat; do read -r l <$s; [[ $l == *") Z "* ]] && n=$((n + 1)); done';
    const script = `for i in 1 2 3; do (sleep 0.2 &); done; sleep 2; ${count}; echo $n >/aci/out/zombies`;
    const { dbt } = await groupOf().start({ environment: { FAKE_DBT: script } });
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(group.read("out/zombies")).toBe("0\n");
  });

  test("SIGTERM while dbt waits ends both, too", async () => {
    const { dbt, bridge } = await groupOf({ farEnds: { warehouse: "silent" } }).start();
    await until(() => group.semaphore.startsWith("ready"), "ready");
    for (const container of [dbt, bridge]) container.signal("SIGTERM");
    expect(await dbt.ended).toMatchObject({ code: 143, log: expect.stringContaining("stopped by SIGTERM before dbt") });
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect(group.leftovers).toEqual([]);
  });

  test("SIGTERM to the bridge alone ends the run with 69", async () => {
    const { dbt, bridge } = await groupOf().start({ environment: { FAKE_DBT: "sleep 60" } });
    await group.dbtStarted();
    bridge.signal("SIGTERM");
    expect(await bridge.ended).toMatchObject({ code: 143 });
    expect(await dbt.ended).toMatchObject({ code: 69, log: expect.stringContaining("the bridge ended: stopped by") });
  });
});

test("keys that the platform took from a vault are put into a copy of the profile that is the bridge's alone and goes with it", async () => {
  groupOf();
  const key = 'Endpoint=sb://x/;SharedAccessKey=a&b\\1$HOME`id`"c"/+=';
  fs.writeFileSync(group.path("key"), key);
  const profile = {
    LocalForward: [{ ConnectionString: "@key of warehouse@" }, { ConnectionString: "@key of other@" }],
  };
  fs.writeFileSync(group.path("bridge/profile.yml"), JSON.stringify(profile));
  const bridge = await group.bridge({
    prepare: "mount -o remount,rw /aci/bridge && mkdir /aci/bridge/keys && cp $D/key /aci/bridge/keys/warehouse",
    with: {
      azbridge: '#!/bin/sh\nprintf "%s\\n" "$*" >/aci/out/arguments; until [ -e /aci/out/told ]; do sleep 0.05; done',
    },
  });
  await until(() => group.read("out/arguments").endsWith("\n"), "azbridge");
  const file = group.read("out/arguments").trim().replace(/^-f /, "");
  expect(file).toMatch(/^\/tmp\/azbridge-[0-9a-f-]+\.yml$/);
  expect(JSON.parse(fs.readFileSync(file, "utf8"))).toEqual({
    LocalForward: [{ ConnectionString: key }, { ConnectionString: "@key of other@" }],
  });
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  fs.writeFileSync(group.path("out/told"), "");
  expect(await bridge.ended).toMatchObject({ code: 69, log: expect.not.stringContaining("SharedAccessKey") });
  expect(fs.existsSync(file)).toBe(false);
});

describe("a restart of the dbt container by the platform", () => {
  test("repeats the exit code without running dbt twice", async () => {
    const { dbt } = await groupOf().start({ environment: { FAKE_DBT: "exit 2" } });
    await dbt.ended;
    const again = await (await group.dbt()).ended;
    expect(again).toMatchObject({ code: 2, log: expect.stringContaining("dbt does not run twice") });
    expect(group.dbtRuns).toBe(1);
  });

  test("is 137 after a kill that left no code, and the bridge ends", async () => {
    const { dbt, bridge } = await groupOf().start({ environment: { FAKE_DBT: "sleep 60" } });
    await group.dbtStarted();
    dbt.signal("SIGKILL");
    await dbt.ended;
    expect(await (await group.dbt()).ended).toMatchObject({ code: 137 });
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect(group.dbtRuns).toBe(1);
    expect(group.leftovers).toEqual([]);
  });

  test("runs dbt again when the job says so", async () => {
    const props = { environment: { FAKE_DBT: "[ -e /aci/out/first ] || { touch /aci/out/first; sleep 60; }" } };
    const { dbt } = await groupOf({ job: { rerunOnRestart: true } }).start(props);
    await until(() => fs.existsSync(group.path("out/first")), "the first run");
    dbt.signal("SIGKILL");
    await dbt.ended;
    expect(await (await group.dbt(props)).ended).toMatchObject({ code: 0 });
    expect(group.dbtRuns).toBe(2);
  });

  test("while it still waited starts anew at once", async () => {
    groupOf();
    const first = await group.dbt();
    await until(() => group.leftovers.includes(`${GROUP}.live`) && group.read("run/dbt") !== "", "the live file");
    first.signal("SIGKILL");
    await first.ended;
    const bridge = await group.bridge();
    expect(await (await group.dbt()).ended).toMatchObject({ code: 0 });
    expect(await bridge.ended).toMatchObject({ code: 0 });
  });
});
