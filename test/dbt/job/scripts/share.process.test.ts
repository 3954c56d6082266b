import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Group, GROUP, PYTHON, until } from "./group";

let groups: Group[];
let share: string;
const groupOf = (...[props]: ConstructorParameters<typeof Group>) => {
  groups.push(new Group({ share, ...props }));
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
const running = { environment: { FAKE_DBT: "sleep 60" } };
const untilTold = "until [ -e /aci/out/told ]; do sleep 0.05; done";
const tell = (group: Group) => fs.writeFileSync(group.path("out/told"), "");
/** So that a busy machine is no fault. */
const patient = { timing: { startupTimeoutSeconds: 20, partnerTimeoutSeconds: 20, heartbeatTimeoutSeconds: 15 } };
const onShare = (file = "") => fs.readFileSync(path.join(share, `${GROUP}${file}`), "utf8");

describe("a share that outlives groups", () => {
  test("a crashed run's leftovers are not taken for this run's", async () => {
    fs.writeFileSync(path.join(share, GROUP), "ready 0123456789abcdef\n");
    fs.writeFileSync(path.join(share, `${GROUP}.live`), "0123456789abcdef 000000000017\n");
    const group = groupOf();
    const dbt = await group.dbt();
    await until(() => dbt.log.includes("taking over"), "the takeover"); // after the heartbeat's timeout
    await until(() => group.read("run/dbt") !== "", "the nonce");
    expect(onShare()).toBe("ready 0123456789abcdef\n");
    expect(group.dbtRuns).toBe(0);
    const bridge = await group.bridge();
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect(fs.readdirSync(share)).toEqual([]);
  });

  test("the first start after a deploy only arms the job, where a deploy must not run it", async () => {
    const start = async (fingerprint: string) => {
      const group = groupOf();
      const { dbt, bridge } = await group.start({ environment: { ENV_DEPLOY_FINGERPRINT: fingerprint } });
      const { code, log } = await dbt.ended;
      expect(await bridge.ended).toMatchObject({ code: 0 });
      return { code, armed: log.includes("armed: this start follows a deploy"), runs: group.dbtRuns };
    };
    const armed = { code: 75, armed: true, runs: 0 }; // no orchestrator takes it for a run
    const ran = { code: 0, armed: false, runs: 1 };
    expect(await start("first")).toEqual(armed);
    expect(await start("first")).toEqual(ran);
    expect(await start("first")).toEqual(ran);
    expect(await start("second")).toEqual(armed);
    expect(await start("second")).toEqual(ran);
    expect(fs.readdirSync(share)).toEqual([`${GROUP}.deployed`]);
  });

  test("a second run of one group name is refused, and the first undisturbed", async () => {
    const first = groupOf(patient);
    const { dbt, bridge } = await first.start({ environment: { FAKE_DBT: untilTold } });
    await first.dbtStarted();
    const semaphore = onShare();
    const second = groupOf(patient);
    const refused = await second.start();
    expect(await refused.dbt.ended).toMatchObject({ code: 69, log: text("another run of this group name is live") });
    expect(await refused.bridge.ended).toMatchObject({ code: 0 });
    expect(onShare()).toBe(semaphore);
    tell(first);
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect([first.dbtRuns, second.dbtRuns]).toEqual([1, 0]);
    expect(fs.readdirSync(share)).toEqual([]);
  });

  test("two runs that start together: one of them runs", async () => {
    const both = [groupOf(patient), groupOf(patient)];
    const started = await Promise.all(both.map((group) => group.start({ environment: { FAKE_DBT: untilTold } })));
    expect((await Promise.race(started.map(({ dbt }) => dbt.ended))).code).toBe(69);
    both.forEach(tell);
    const codes = await Promise.all(started.map(async ({ dbt }) => (await dbt.ended).code));
    expect(codes.sort()).toEqual([0, 69]);
    expect(both[0].dbtRuns + both[1].dbtRuns).toBe(1);
    await Promise.all(started.map(({ bridge }) => bridge.ended));
    expect(fs.readdirSync(share)).toEqual([]);
  });

  test("groups of different names do not meet", async () => {
    const [first, second] = [groupOf(), groupOf()];
    const other = { ENV_GROUP_NAME: "retail-prod-erp" };
    const started = [
      await first.start(),
      { dbt: await second.dbt({ environment: other }), bridge: await second.bridge({ environment: other }) },
    ];
    for (const { dbt, bridge } of started) {
      expect(await dbt.ended).toMatchObject({ code: 0 });
      expect(await bridge.ended).toMatchObject({ code: 0 });
    }
  });

  test("leftovers that another run has just taken over are no leftovers any more", async () => {
    fs.writeFileSync(path.join(share, `${GROUP}.live`), "0123456789abcdef 000000000017\n");
    const group = groupOf();
    // Between the decision and the deed, another run is quicker; from then on it lives.
    const other = `import os, sys, threading, time
sys.path.insert(0, "/aci/dbt")
import run_dbt, share
say, other = share.say, share.Lease("/aci/groups/${GROUP}.live", "fedcba9876543210")
def live():
    while True:
        time.sleep(0.2)
        other.beat()
def said(text):
    say(text)
    if "taking over" in text:
        os.unlink(other.path)
        other.take()
        threading.Thread(target=live, daemon=True).start()
share.say = said
os._exit(run_dbt.ended())`;
    const python3 = `#!/bin/sh\ncase $* in *run_dbt.py) exec ${PYTHON} -E -s -u -X utf8 -c '${other}' ;; esac\nexec ${PYTHON} "$@"\n`;
    const { dbt } = await group.start({ with: { python3 } });
    expect(await dbt.ended).toMatchObject({ code: 69, log: text("another run of this group name is live") });
    expect(group.dbtRuns).toBe(0);
    expect(onShare(".live")).toContain("fedcba9876543210 ");
  });

  test("a run whose name was taken over ends", async () => {
    const group = groupOf();
    const { dbt } = await group.start(running);
    await group.dbtStarted();
    fs.writeFileSync(path.join(share, `${GROUP}.live`), "fedcba9876543210 000000000001\n");
    expect(await dbt.ended).toMatchObject({ code: 69, log: text("another run took over this group name") });
    expect(onShare(".live")).toBe("fedcba9876543210 000000000001\n");
  });
});

describe("a broken volume is named", () => {
  test.each([
    ["read-only", "mount --bind $D/groups $D/groups; mount -o remount,ro,bind $D/groups", "Read-only file system"],
    [
      "full",
      "mount -t tmpfs -o size=4k t $D/groups; dd if=/dev/zero of=$D/groups/full bs=4k count=1 2>/dev/null",
      "No space left on device",
    ],
  ])("%s from the start", async (_, prepare, cause) => {
    const group = groupOf({ share: undefined, prepare });
    const bridge = await group.bridge();
    expect(await bridge.ended).toMatchObject({
      code: 69,
      log: text(`cannot write /aci/groups/${GROUP}: ${cause}; check that the volume`),
    });
    fs.rmSync(group.path("run/bridge.ended"));
    const dbt = await group.dbt();
    expect(await dbt.ended).toMatchObject({
      code: 69,
      log: text(`cannot write /aci/groups/${GROUP}.live: ${cause}; check that the volume`),
    });
    expect(group.dbtRuns).toBe(0);
  });

  test("from which leftovers cannot be removed: nobody waits for that until the run's time is over", async () => {
    fs.writeFileSync(path.join(share, `${GROUP}.live`), "0123456789abcdef 000000000017\n");
    const prepare = "mount -o remount,ro,bind $D/groups";
    const dbt = await groupOf({ prepare }).dbt();
    const { code, log } = await dbt.ended;
    expect(code).toBe(69);
    expect(log).toContain(
      `run_dbt: cannot write /aci/groups/${GROUP}.live: Read-only file system; check that the volume`,
    );
    expect(log.match(/taking over/g)).toHaveLength(1);
  });

  test("on which the lease cannot be read: it is not taken over", async () => {
    fs.mkdirSync(path.join(share, `${GROUP}.live`)); // stands for a file that is there and cannot be read
    const { dbt } = await groupOf().start();
    expect(await dbt.ended).toMatchObject({
      code: 69,
      log: `run_dbt: cannot read /aci/groups/${GROUP}.live: Is a directory; check the volume at /aci/groups, and the way to it\n`,
    });
  });

  test("on which the semaphore cannot be read, in mid-run: it is not called gone", async () => {
    const group = groupOf();
    const { dbt } = await group.start({ environment: { FAKE_DBT: "sleep 60 & wait $!" } });
    await group.dbtStarted();
    fs.rmSync(path.join(share, GROUP));
    fs.mkdirSync(path.join(share, GROUP));
    const reason = `cannot read /aci/groups/${GROUP}: Is a directory; check the volume at /aci/groups`;
    expect(await dbt.ended).toMatchObject({ code: 69, log: text(`run_dbt: ${reason}`) });
  });

  test("full, where a deploy is to be noted: no half file stays", async () => {
    const prepare =
      "mount -t tmpfs -o size=4k t $D/groups; dd if=/dev/zero of=$D/groups/full bs=4k count=1 2>/dev/null";
    const group = groupOf({ share: undefined, prepare });
    const dbt = await group.dbt({ environment: { ENV_DEPLOY_FINGERPRINT: "first" } });
    const reason = `cannot write /aci/groups/${GROUP}.deployed: No space left on device`;
    expect(await dbt.ended).toMatchObject({ code: 69, log: text(`run_dbt: ${reason}`) });
    const look = "cd /aci/groups; echo * >/aci/out/seen";
    await (
      await group.dbt({ command: ["/bin/sh", "-c", look] })
    ).ended;
    expect(group.read("out/seen")).toBe("full\n");
  });

  test("gone in mid-run", async () => {
    const group = groupOf();
    const { dbt, bridge } = await group.start(running);
    await group.dbtStarted();
    fs.rmSync(share, { recursive: true });
    expect(await dbt.ended).toMatchObject({ code: 69, log: expect.stringMatching(/is gone|cannot write/) as string });
    expect(await bridge.ended).toMatchObject({ code: 0 });
  });

  test("a semaphore that somebody removed ends the run", async () => {
    const group = groupOf();
    const { dbt, bridge } = await group.start(running);
    await group.dbtStarted();
    fs.rmSync(path.join(share, GROUP));
    expect(await dbt.ended).toMatchObject({ code: 69, log: text(`${GROUP} is gone or was replaced`) });
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect(fs.readdirSync(share)).toEqual([]);
  });

  test("a semaphore that is missing for a while ends nothing", async () => {
    const group = groupOf({ timing: { heartbeatTimeoutSeconds: 6 } });
    const { dbt } = await group.start({ environment: { FAKE_DBT: "sleep 4" } });
    await group.dbtStarted();
    fs.renameSync(path.join(share, GROUP), path.join(share, "aside"));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    fs.renameSync(path.join(share, "aside"), path.join(share, GROUP));
    expect(await dbt.ended).toMatchObject({ code: 0 });
  });
});
