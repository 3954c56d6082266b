import * as fs from "node:fs";
import { until } from "../support/aci/processes";
import { UNTIL_TOLD, World, timing } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterEach(() => world.tidy());
afterAll(() => world.close());
const text = (part: string) => expect.stringContaining(part) as string;

describe("case 9: the platform restarts the dbt container", () => {
  test("after a non-zero exit: the code is repeated, dbt does not run twice", async () => {
    const job = world.job({ script: "exit 2" });
    await job.group.start();
    await job.group.ended();
    const again = await job.group.startContainer("dbt");
    expect(await again.ended).toMatchObject({ code: 2, log: text("dbt does not run twice, exit code 2 is repeated") });
    expect(job.runs).toBe(1);
  });

  test("after a kill that left no code: 137 is repeated, and the bridge ends at once", async () => {
    const job = world.job({ script: "sleep 60" });
    await job.group.start();
    await job.dbtStarted();
    job.dbt.signal("SIGKILL");
    await job.dbt.ended;
    expect((await (await job.group.startContainer("dbt")).ended).code).toBe(137);
    expect(await job.bridge.ended).toMatchObject({ code: 0, log: text("bridge: dbt has ended") });
    expect(job.runs).toBe(1);
    expect(job.semaphores).toEqual([]);
  });

  test("while it waited: it starts anew", async () => {
    const job = world.job();
    await job.group.prepare();
    await job.group.startContainer("dbt");
    await until(() => fs.existsSync(job.group.emptyDir("aci-run", "dbt")), "the heartbeat");
    job.dbt.signal("SIGKILL");
    await job.dbt.ended;
    await job.group.startContainer("azbridge");
    await job.group.startContainer("dbt");
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.runs).toBe(1);
  });

  test("and dbt runs again where the job says so", async () => {
    const script = "[ -e /aci/out/first ] || { touch /aci/out/first; sleep 60; }";
    const job = world.job({ script, rerunOnRestart: true });
    await job.group.start();
    await until(() => job.has("first"), "the first run");
    job.dbt.signal("SIGKILL");
    await job.dbt.ended;
    expect((await (await job.group.startContainer("dbt")).ended).code).toBe(0);
    expect(job.runs).toBe(2);
    expect((await job.bridge.ended).code).toBe(0);
  });
});

/** Of the probe: five times the platform's. A container starts no faster, so more would be unfair. */
const PACE = 0.2;

describe("case 10: the liveness probe", () => {
  test("that runs at the platform's own pace finds the semaphore, and a run is not disturbed", async () => {
    const job = world.job({ script: UNTIL_TOLD, platform: { probe: { pace: PACE } } });
    await job.group.start();
    await until(() => job.bridge.probes.length > 3, "four probes");
    job.tell();
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.bridge.probes.filter((passed) => passed).length).toBeGreaterThan(3);
    expect(job.bridge.probes.slice(0, -2)).not.toContain(false); // the last ones may find that the run is over
    expect(job.bridge.events).toEqual([]);
  });

  test("that never runs changes nothing", async () => {
    const job = world.job({ script: "sleep 1", platform: { probe: { dropped: true } } });
    await job.group.start();
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.bridge.probes).toEqual([]);
  });

  test("that flaps once changes nothing", async () => {
    const job = world.job({ script: UNTIL_TOLD, platform: { probe: { pace: PACE, failing: [2] } } });
    await job.group.start();
    await until(() => job.bridge.probes.length > 3, "four probes");
    job.tell();
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.bridge.probes.slice(0, 4)).toEqual([true, false, true, true]);
    expect(job.bridge.events).toEqual([]);
  });

  test("is the backstop of a bridge that hangs after dbt", async () => {
    const job = world.job({ script: UNTIL_TOLD, platform: { probe: { pace: PACE, graceSeconds: 0.5 } } });
    await job.group.start();
    await job.dbtStarted();
    job.bridge.signal("SIGSTOP");
    job.tell();
    expect((await job.dbt.ended).code).toBe(0);
    expect((await job.bridge.ended).code).toBe(137);
    expect(job.bridge.events).toEqual([
      "killed: the liveness probe failed 3 times in a row",
      "killed: it did not end on SIGTERM",
    ]);
  });

  test("ends dbt's container where its process 1 was stopped, and with it the group", async () => {
    const patience = timing({ heartbeatTimeout: 4, startupTimeout: 4, partnerTimeout: 4 });
    const job = world.job({
      script: "sleep 60",
      timing: patience,
      platform: { probe: { pace: PACE, graceSeconds: 0.5 } },
    });
    await job.group.start();
    await job.dbtStarted();
    job.dbt.signal("SIGSTOP");
    const { code } = await job.dbt.ended;
    expect(code).toBe(137);
    const failures = job.dbt.block.liveness_probe!.failure_threshold;
    expect(job.dbt.events[0]).toBe(`killed: the liveness probe failed ${failures} times in a row`);
    expect(await job.bridge.ended).toMatchObject({ code: 0, log: text("without a word") });
    expect(job.group.state).toBe("Failed");
  });

  test.each(["azbridge", "dbt"])("%s starts five minutes after the other (a minute is a second)", async (late) => {
    const patience = timing({ startupTimeout: 4, partnerTimeout: 15, heartbeatTimeout: 4 });
    const job = world.job({ timing: patience, platform: { probe: { pace: PACE } } });
    await job.group.start({ [late]: 5 });
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.runs).toBe(1);
    expect(job.group.containers.flatMap(({ events }) => events)).toEqual([]);
    if (late === "dbt") expect(job.bridge.probes.length).toBeGreaterThan(2);
  });
});
