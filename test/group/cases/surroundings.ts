import * as fs from "node:fs";
import { figure } from "../figures";
import { type Job, type JobGiven, Platform, timing, World } from "../world";

/** Cases 13 and 14: what images and their surroundings lack. */
export function surroundingsCases(platform: Platform): void {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ platform });
  });
  afterEach(() => world.tidy());
  afterAll(() => world.close());
  const text = (part: string) => expect.stringContaining(part) as string;

  describe("case 13: an image without", () => {
    const without = (job: Job, container: "dbt" | "bridge", program: string): JobGiven => ({
      [container === "dbt" ? "dbtImage" : "azbridgeImage"]: {
        programs: job[container].image.programs.filter((name) => !name.startsWith(program)),
      },
    });

    test("bash, for azbridge: the platform says so, and dbt's container points there", async () => {
      const job = world.job({ ...without(world.job(), "bridge", "bash"), timing: timing({ partnerTimeout: 6 }) });
      await job.group.start();
      expect(await job.bridge.ended).toMatchObject({
        code: 128,
        log: text('exec: "/bin/bash": no such file or directory'),
      });
      const { code, log, seconds } = await job.dbt.ended;
      expect({ code, log }).toEqual({
        code: 69,
        log: text(
          "the bridge container did not start within 6 s; check that its image can be pulled and has /bin/bash",
        ),
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
      const job = world.job({ byIdentity: true, timing: timing({ startupTimeout: 60 }) });
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
      expect(waited).toBeLessThan(60);
      expect(await job.group.ended()).toBe("Succeeded");
    });
  });
}
