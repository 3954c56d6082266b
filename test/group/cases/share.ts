import { type ProbeFaults } from "../../support/aci/container";
import { until } from "../../support/aci/processes";
import { FaultyShare } from "../../support/aci/faulty-share";
import { Share } from "../../support/aci/share";
import { figure } from "../figures";
import { type JobGiven, Platform, timing, UNTIL_TOLD, World } from "../world";

const GROUP = "retail-prod-salesforce-transform";

/** Cases 6, 7 and 11: semaphores on a share. */
export function shareCases(platform: Platform): void {
  let world: World;
  let share: Share;
  beforeAll(async () => {
    world = await World.open({ platform });
  });
  beforeEach(() => (share = new Share()));
  afterEach(async () => {
    await world.tidy();
    share.destroy();
  });
  afterAll(() => world.close());
  const text = (part: string) => expect.stringContaining(part) as string;
  /** A leftover is waited for as long as the heartbeat may stand still. */
  const jobOf = (script: string, given: JobGiven = {}) =>
    world.job({ share, script, timing: timing({ heartbeatTimeout: 4 }), ...given });
  const patient = { timing: timing() };

  describe("case 6: leftovers of a crashed run", () => {
    test("of a group whose host died: dbt does not start on them, and the next run takes over", async () => {
      const crashed = jobOf("sleep 60");
      await crashed.group.start();
      await crashed.dbtStarted();
      for (const container of crashed.group.containers) container.signal("SIGKILL");
      await crashed.group.ended();
      expect(share.files).toEqual([GROUP, `${GROUP}.live`]);
      const old = share.read(GROUP);
      expect(old).toMatch(/^ready [0-9a-f]{32}\n$/);

      const next = jobOf("exit 0");
      await next.group.prepare();
      await next.group.startContainer("dbt");
      await until(() => next.dbt.log.includes("taking over"), "the takeover"); // after the heartbeat's timeout
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(next.runs).toBe(0);
      await next.group.startContainer("azbridge");
      expect(await next.group.ended()).toBe("Succeeded");
      expect(next.runs).toBe(1);
      expect(share.files).toEqual([]);
    });

    test("written by nobody known", async () => {
      share.write(GROUP, "ready 0123456789abcdef\n");
      share.write(`${GROUP}.live`, "0123456789abcdef 000000000017\n");
      const job = jobOf("exit 0");
      await job.group.start();
      const { seconds, code } = await job.dbt.ended;
      expect(code).toBe(0);
      expect(figure("case 6: a whole run on leftovers (heartbeat timeout 4 s)", seconds * 1000)).toBeGreaterThan(4);
      expect(await job.group.ended()).toBe("Succeeded");
      expect(share.files).toEqual([]);
    });
  });

  describe("case 7: on one share", () => {
    test("two groups do not meet", async () => {
      const jobs = [jobOf(UNTIL_TOLD, patient), jobOf(`${UNTIL_TOLD}; exit 3`, { ...patient, jobName: "nightly" })];
      await Promise.all(jobs.map(({ group }) => group.start()));
      await Promise.all(jobs.map((job) => job.dbtStarted()));
      expect(share.files).toEqual(["retail-prod-salesforce-nightly", GROUP].flatMap((name) => [name, `${name}.live`]));
      for (const job of jobs) job.tell();
      expect(await Promise.all(jobs.map(({ group }) => group.ended()))).toEqual(["Succeeded", "Failed"]);
      expect(await Promise.all(jobs.map(async ({ dbt }) => (await dbt.ended).code))).toEqual([0, 3]);
      expect(share.files).toEqual([]);
    });

    test("a second run under one group name is refused, and the first goes on undisturbed", async () => {
      const first = jobOf(UNTIL_TOLD, patient);
      await first.group.start();
      await first.dbtStarted();
      const semaphore = share.read(GROUP);
      const second = jobOf("exit 0", patient);
      await second.group.start();
      const { code, log, seconds } = await second.dbt.ended;
      expect({ code, log }).toEqual({ code: 69, log: text("another run of this group name is live") });
      figure("case 7: until a second run is refused", seconds * 1000);
      expect((await second.bridge.ended).code).toBe(0);
      expect(share.read(GROUP)).toBe(semaphore);
      const counter = share.read(`${GROUP}.live`);
      await until(() => share.read(`${GROUP}.live`) !== counter, "the counter to move");
      first.tell();
      expect(await first.group.ended()).toBe("Succeeded");
      expect([first.runs, second.runs]).toEqual([1, 0]);
      expect(share.files).toEqual([]);
    });

    test("of two runs under one name that start together, one runs", async () => {
      const jobs = [jobOf(UNTIL_TOLD, patient), jobOf(UNTIL_TOLD, patient)];
      await Promise.all(jobs.map(({ group }) => group.start()));
      expect((await Promise.race(jobs.map(({ dbt }) => dbt.ended))).code).toBe(69);
      for (const job of jobs) job.tell();
      const codes = await Promise.all(jobs.map(async ({ dbt }) => (await dbt.ended).code));
      await Promise.all(jobs.map(({ group }) => group.ended()));
      expect(codes.sort()).toEqual([0, 69]);
      expect(jobs.map(({ runs }) => runs).sort()).toEqual([0, 1]);
      expect(share.files).toEqual([]);
    });
  });

  const inGroups = platform === Platform.CONTAINER_GROUP ? describe : () => undefined;
  inGroups("case 11: a share that hangs in mid-run", () => {
    let faulty: FaultyShare;
    beforeEach(async () => {
      faulty = await FaultyShare.open();
    });
    afterEach(async () => {
      await faulty.misbehave("none");
      await world.tidy();
      faulty.destroy();
    });
    const long = "sleep 60 & wait $!";
    const started = async (script: string, heartbeatTimeout: number, probe: ProbeFaults = {}) => {
      const job = jobOf(script, { share: faulty, timing: timing({ heartbeatTimeout }), platform: { probe } });
      await job.group.start();
      await job.dbtStarted();
      return job;
    };

    test("for a while ends nothing", async () => {
      const job = await started(UNTIL_TOLD, 12, { pace: 0.2 });
      await until(() => job.bridge.probes.length > 0, "the first probe");
      await faulty.misbehave("hang");
      const before = job.bridge.probes.length;
      await until(() => job.bridge.probes.length > before + 3, "probes, which do not wait for the share");
      expect(job.bridge.probes).not.toContain(false);
      await faulty.misbehave("none");
      job.tell();
      expect(await job.dbt.ended).toMatchObject({ code: 0 });
      expect(await job.group.ended()).toBe("Succeeded");
      expect(job.bridge.events).toEqual([]);
      expect(faulty.files).toEqual([]);
    });

    test("for good ends dbt, which can still cancel its statements", async () => {
      const job = await started(long, 4);
      await faulty.misbehave("hang");
      expect(await job.dbt.ended).toMatchObject({ code: 69, log: text("/aci/groups does not answer (for 4 s)") });
      expect(job.read("signals")).toBe("SIGINT\n");
      expect((await job.bridge.ended).code).toBe(0);
    });

    test("lets a stop of the group go through at once", async () => {
      const job = await started(long, 15);
      await faulty.misbehave("hang");
      await job.group.stop();
      expect(job.dbt.state.exitCode).toBe(143);
      expect(job.read("signals")).toBe("SIGINT\n");
      expect(job.dbt.events.concat(job.bridge.events)).toEqual([]); // nobody had to be killed
    });

    test("lets dbt's end, and its own code, go through at once", async () => {
      const job = await started(`${UNTIL_TOLD}; exit 3`, 15);
      await faulty.misbehave("hang");
      job.tell();
      expect(await job.dbt.ended).toMatchObject({ code: 3, log: text("does not answer; what this run leaves there") });
      expect(await job.bridge.ended).toMatchObject({ code: 0, log: text("bridge: dbt has ended") });
    });
  });

  describe("case 11: the share", () => {
    test.each([
      ["is read-only", () => share.makeReadOnly(), "Read-only file system"],
      ["is full", () => share.fill(), "No space left on device"],
    ])(
      "%s from the start: whichever container starts first says so, and dbt does not run",
      async (what, fault, cause) => {
        fault();
        const job = jobOf("exit 0");
        await job.group.prepare();
        const bridge = await (await job.group.startContainer("azbridge")).ended;
        expect(bridge.code).toBe(69);
        expect(bridge.log).toContain(`bridge: cannot write /aci/groups/${GROUP}: ${cause}; check that the volume`);
        const dbt = await (await job.group.startContainer("dbt")).ended;
        expect(dbt.code).toBe(69);
        expect(dbt.log).toMatch(new RegExp(`^run_dbt: .*cannot write /aci/groups/${GROUP}(\\.live)?: ${cause}`));
        figure(`case 11: a share that ${what} from the start, until exit 69`, bridge.seconds * 1000);

        const other = jobOf("exit 0");
        await other.group.prepare();
        const first = await (await other.group.startContainer("dbt")).ended;
        expect(first.code).toBe(69);
        expect(first.log).toContain(`run_dbt: cannot write /aci/groups/${GROUP}.live: ${cause}; check that the volume`);
        const late = await (await other.group.startContainer("azbridge")).ended;
        expect(late).toMatchObject({ code: 0, log: text("dbt has ended before the bridge started") });
        expect([job.runs, other.runs]).toEqual([0, 0]);
      },
    );

    test.each([
      ["becomes read-only", () => share.makeReadOnly(), /Read-only file system/, ["SIGINT\n"]],
      // What is there can still be overwritten, so the run is unaffected.
      ["fills up", () => share.fill(), undefined, [""]],
      ["vanishes", () => share.vanish(), /the semaphore \S+ is gone|cannot write/, ["SIGINT\n"]],
    ])("%s in mid-run", async (what, fault, message, signals) => {
      const job = jobOf(message === undefined ? "sleep 4" : "sleep 60 & wait $!");
      await job.group.start();
      await job.dbtStarted();
      fault();
      const from = performance.now();
      const { code, log, at } = await job.dbt.ended;
      expect(code).toBe(message === undefined ? 0 : 69);
      if (message !== undefined) {
        expect(log).toMatch(message);
        figure(`case 11: a share that ${what}, until dbt's exit 69`, at - from);
      }
      expect(signals).toContain(job.read("signals"));
      await job.group.ended();
      expect((await job.bridge.ended).code).toBe(0);
    });
  });
}
