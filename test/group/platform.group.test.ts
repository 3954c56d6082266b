import * as fs from "node:fs";
import { CoordinationTiming, Duration } from "../../lib";
import { until } from "../support/aci/processes";
import { figure } from "./figures";
import { type Job, type JobGiven, World } from "./world";

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
    const { code, at } = await (await job.group.startContainer("dbt")).ended;
    expect(code).toBe(137);
    const bridge = await job.bridge.ended;
    expect(bridge.code).toBe(0);
    expect(bridge.at - at).toBeLessThan(1000);
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

/** Of the probe: ten times the platform's. A container starts no faster, so more would be unfair. */
const PACE = 0.1;

describe("case 10: the liveness probe", () => {
  test("that runs at the platform's own pace finds the semaphore, and a run is not disturbed", async () => {
    const job = world.job({ script: "sleep 4", platform: { probe: { pace: PACE } } });
    await job.group.start();
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
    const job = world.job({ script: "sleep 4", platform: { probe: { pace: PACE, failing: [2] } } });
    await job.group.start();
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.bridge.probes.slice(0, 4)).toEqual([true, false, true, true]);
    expect(job.bridge.events).toEqual([]);
  });

  test("is the backstop of a bridge that hangs after dbt", async () => {
    const job = world.job({ script: "sleep 0.5", platform: { probe: { pace: PACE, graceSeconds: 0.5 } } });
    await job.group.start();
    await job.dbtStarted();
    process.kill(job.bridge.processes[0].pid, "SIGSTOP");
    expect((await job.dbt.ended).code).toBe(0);
    expect((await job.bridge.ended).code).toBe(137);
    expect(job.bridge.events).toEqual([
      "killed: the liveness probe failed 3 times in a row",
      "killed: it did not end on SIGTERM",
    ]);
  });

  test.each(["azbridge", "dbt"])("%s starts five minutes after the other (a minute is a second)", async (late) => {
    const minute = (minutes: number) => Duration.seconds(minutes);
    const timing = new CoordinationTiming({
      startupTimeout: Duration.seconds(4),
      partnerTimeout: minute(15),
      heartbeat: Duration.milliseconds(250),
      heartbeatTimeout: Duration.seconds(2),
    });
    const job = world.job({ timing, platform: { probe: { pace: PACE } } });
    await job.group.start({ [late]: 5 });
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.runs).toBe(1);
    expect(job.group.containers.flatMap(({ events }) => events)).toEqual([]);
    if (late === "dbt") expect(job.bridge.probes.length).toBeGreaterThan(5);
  });
});

describe("case 13: an image without", () => {
  const without = (job: Job, container: "dbt" | "bridge", program: string): JobGiven => ({
    [container === "dbt" ? "dbtImage" : "azbridgeImage"]: {
      programs: job[container].image.programs.filter((name) => !name.startsWith(program)),
    },
  });

  test("bash, for azbridge: the platform says so, and dbt's container points there", async () => {
    const job = world.job(without(world.job(), "bridge", "bash"));
    await job.group.start();
    expect(await job.bridge.ended).toMatchObject({
      code: 128,
      log: text('exec: "/bin/bash": no such file or directory'),
    });
    const { code, log, seconds } = await job.dbt.ended;
    expect({ code, log }).toEqual({
      code: 69,
      log: text("the bridge container did not start within 6 s; check that its image can be pulled and has /bin/bash"),
    });
    figure("case 13: azbridge image without bash, until exit 69 (partner timeout 6 s)", seconds * 1000);
  });

  test.each([
    ["Python", "python", "run_dbt: the dbt image has neither python3 nor python on PATH"],
    ["bash is fine, for a dbt that is no bash script", "bash", ""],
  ])("%s, for dbt", async (_, program, message) => {
    const given = without(world.job(), "dbt", program);
    const script = "#!/bin/sh\nexit 0\n";
    const dbt = `${world.directory}/dbt-in-sh`;
    fs.writeFileSync(dbt, script, { mode: 0o755 });
    const files = { "/usr/bin/dbt": dbt, "/usr/app": world.directory };
    const job = world.job({ dbtImage: { ...given.dbtImage, files } });
    await job.group.start();
    expect(await job.dbt.ended).toMatchObject({ code: message === "" ? 0 : 69, log: text(message) });
    expect((await job.bridge.ended).code).toBe(0);
  });

  test("dbt, or its project", async () => {
    const job = world.job({ dbtImage: { files: {} } });
    await job.group.start();
    expect(await job.dbt.ended).toMatchObject({ code: 69, log: text("run_dbt: the dbt image has no dbt on PATH") });
    const other = world.job({ projectDirectory: "/opt/nowhere" });
    await other.group.start();
    expect(await other.dbt.ended).toMatchObject({ code: 69, log: text("the dbt image has no folder /opt/nowhere") });
  });

  test("root, for dbt: it cannot write /etc/hosts, and says so", async () => {
    const job = world.job({ dbtImage: { user: 1000 } });
    await job.group.start();
    expect(await job.dbt.ended).toMatchObject({
      code: 69,
      log: text("run_dbt: cannot write /etc/hosts: Permission denied; check that the dbt image runs as root"),
    });
    expect((await job.bridge.ended).code).toBe(0);
    expect(job.runs).toBe(0);
  });

  test("root, for azbridge: it needs none", async () => {
    const job = world.job({ azbridgeImage: { user: 1000 } });
    await job.group.start();
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.runs).toBe(1);
  });
});

describe("case 14", () => {
  test("a host name of the container that does not resolve, which is fatal to azbridge, is added", async () => {
    const job = world.job({ platform: { hostNameResolves: false } });
    await job.group.start();
    expect(await job.group.ended()).toBe("Succeeded");
    expect(job.runs).toBe(1);
    const plain = world.job({ platform: { hostNameResolves: false }, azbridgeImage: { user: 1000 } });
    await plain.group.start();
    expect(await plain.bridge.ended).toMatchObject({
      code: 69,
      log: text("does not resolve and /etc/hosts cannot be written; azbridge may end"),
    });
    expect((await plain.dbt.ended).code).toBe(69);
  });

  test("an identity endpoint that answers only after 20 s is waited for", async () => {
    const timing = new CoordinationTiming({
      startupTimeout: Duration.seconds(60),
      heartbeat: Duration.milliseconds(250),
      heartbeatTimeout: Duration.seconds(2),
    });
    const job = world.job({ byIdentity: true, timing });
    world.identity.delayMilliseconds = 20_000;
    const began = performance.now();
    setTimeout(() => (world.identity.delayMilliseconds = 0), 20_000);
    await job.group.start();
    expect((await job.dbt.ended).code).toBe(0);
    const waited = figure(
      "case 14: identity endpoint silent for 20 s, from start to dbt's exit",
      performance.now() - began,
    );
    expect(waited).toBeGreaterThan(19);
    expect(waited).toBeLessThan(40);
    expect(await job.group.ended()).toBe("Succeeded");
  });
});
