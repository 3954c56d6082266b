import { ContainerImage, Duration } from "../../../lib";
import { until } from "../../support/aci/processes";
import { figure } from "../figures";
import { type JobGiven, Platform, testInGroups, timing, UNTIL_TOLD, World } from "../world";

/** Cases 4, 5 and 15: what is lost in mid-run, and further sidecars. */
export function lossCases(platform: Platform): void {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ platform });
  });
  afterEach(async () => {
    world.relay.setFaults({}, "warehouse");
    await world.tidy();
  });
  afterAll(() => world.close());
  const text = (part: string) => expect.stringContaining(part) as string;
  const long = "sleep 60 & wait $!";

  async function running(given: JobGiven = {}) {
    const job = world.job({ script: long, ...given });
    await job.group.start();
    await job.dbtStarted();
    return job;
  }

  describe("case 4: the tunnel is lost in mid-run: dbt is terminated, its container exits 69, the group ends", () => {
    test("azbridge is killed", async () => {
      const job = await running();
      job.bridge.signal("SIGKILL", /azbridge -f/);
      const killed = performance.now();
      const { code, log, at } = await job.dbt.ended;
      expect({ code, log }).toEqual({
        code: 69,
        log: text("azbridge ended by itself with exit code 137 while it was needed"),
      });
      expect(job.read("signals")).toBe("SIGTERM\n");
      figure("case 4: from azbridge's death to dbt's exit 69", at - killed);
      expect((await job.bridge.ended).code).toBe(69);
      expect(job.group.state).toBe("Failed");
      expect(job.semaphores).toEqual([]);
    });

    test("the bridge's container is killed", async () => {
      const job = await running({ timing: timing({ heartbeatTimeout: 4 }) });
      job.bridge.signal("SIGKILL");
      const killed = performance.now();
      const { code, log, at } = await job.dbt.ended;
      expect({ code, log }).toEqual({ code: 69, log: text("the bridge container stopped without a word") });
      figure("case 4: from the bridge container's death to dbt's exit 69 (heartbeat timeout 4 s)", at - killed);
      expect(job.group.state).toBe("Failed");
      expect(job.semaphores).toEqual([]);
    });

    test("its listener is gone for good", async () => {
      const job = await running({ timing: timing({ pathTimeout: 6, heartbeatTimeout: 4 }) });
      await world.loseListener();
      const lost = performance.now();
      const { code, log, at } = await job.dbt.ended;
      expect(code).toBe(69);
      expect(log).toContain(
        "run_dbt: the path was lost while dbt ran: warehouse (sql01.retail.example:1433, sql-server: connection closed without an answer)",
      );
      expect(job.read("signals")).toBe("SIGTERM\n");
      figure("case 4: from the listener's death to dbt's exit 69 (path timeout 6 s)", at - lost);
      expect((await job.bridge.ended).code).toBe(0);
      expect(job.semaphores).toEqual([]);
      await world.restoreListener();
    });

    const connected = "exec 3<>/dev/tcp/sql01.retail.example/1433; sleep 12 & wait $!";
    const short = timing({ pathTimeout: 3, heartbeatTimeout: 2 });
    testInGroups(platform)("also while dbt has a connection, when nothing answers any more", async () => {
      const joined = world.relay.count("joined", "warehouse");
      const job = await running({ script: connected, timing: short });
      await world.relay.until("joined", "warehouse", joined + 2); // the proof's and dbt's
      world.relay.setFaults({ noListener: true }, "warehouse"); // nobody else gets through
      expect(await job.dbt.ended).toMatchObject({ code: 69, log: text("the path was lost while dbt ran: warehouse") });
      expect(job.read("signals")).toBe("SIGTERM\n"); // nothing could be cancelled
    });

    testInGroups(platform)("but not while dbt waits in silence for a database that answers others", async () => {
      const job = await running({ script: connected, timing: short });
      expect(await job.dbt.ended).toMatchObject({ code: 0 });
      expect(await job.group.ended()).toBe("Succeeded");
    });

    testInGroups(platform)(
      "and a connection that the database has reset on a path that proves well ends by runTimeout alone",
      async () => {
        const reset =
          "exec 3<>/dev/tcp/sql01.retail.example/1433; printf RESET_ME >&3; read -r -N 1 -u 3; touch /aci/out/heard";
        const patience = timing({ pathTimeout: 3, heartbeatTimeout: 2, startupTimeout: 4, partnerTimeout: 4 });
        const job = await running({ script: reset, timing: patience, runTimeout: Duration.seconds(12) });
        const joined = world.relay.count("joined", "warehouse");
        expect(await job.dbt.ended).toMatchObject({ code: 124, log: text("ended after 12 s, the job's runTimeout") });
        expect(job.has("heard")).toBe(false); // azbridge never passes it on
        expect(world.relay.count("joined", "warehouse")).toBeGreaterThan(joined + 1); // nor is the path at fault
        expect((await job.bridge.ended).code).toBe(0);
      },
    );

    testInGroups(platform)("but not when the listener comes back in time", async () => {
      const patience = timing({ pathTimeout: 20, heartbeatTimeout: 4 });
      const job = await running({ script: UNTIL_TOLD, timing: patience });
      const refused = world.relay.count("refused", "warehouse");
      await world.loseListener();
      await world.relay.until("refused", "warehouse", refused + 3); // dbt's container asks in vain
      await world.restoreListener();
      const joined = world.relay.count("joined", "warehouse");
      await world.relay.until("joined", "warehouse", joined + 1);
      job.tell();
      expect(await job.dbt.ended).toMatchObject({ code: 0 });
      expect(await job.group.ended()).toBe("Succeeded");
    });
  });

  describe("case 5: dbt's container is killed", () => {
    test("the bridge notices and ends", async () => {
      const job = await running({ timing: timing({ heartbeatTimeout: 4 }) });
      job.dbt.signal("SIGKILL");
      expect((await job.dbt.ended).code).toBe(137);
      const { code, log, at } = await job.bridge.ended;
      expect({ code, log }).toEqual({ code: 0, log: text("the dbt container stopped without a word") });
      const after = at - (await job.dbt.ended).at;
      figure("case 5: from the kill of dbt's container to the group's end (heartbeat timeout 4 s)", after);
      expect(job.group.state).toBe("Failed");
      expect(job.semaphores).toEqual([]);
    });
  });

  describe("case 15: further sidecars end with the job", () => {
    const loop = "trap 'echo down; exit' TERM; echo \"up: $1\"; while :; do sleep 0.1; done";
    const monitor = {
      containerName: "monitor",
      image: ContainerImage.fromPublic("docker.io/library/busybox:1.36"),
      command: ["sh", "-c", loop, "sh", "a $(b) `c`"],
    };

    test("when dbt is done", async () => {
      const job = await running({ script: UNTIL_TOLD, sidecars: [monitor] });
      await until(() => job.group.container("monitor").log.includes("up"), "the sidecar");
      job.tell();
      expect(await job.group.ended()).toBe("Succeeded");
      expect(job.group.container("monitor").log).toBe(
        "up: a $(b) `c`\nsidecar: the run is over; ending the command\ndown\n",
      );
      const [dbt, sidecar] = [await job.dbt.ended, await job.group.container("monitor").ended];
      figure("case 15: from dbt's exit to the sidecar's", sidecar.at - dbt.at);
    });

    test("when dbt and the bridge are killed", async () => {
      const job = await running({ sidecars: [monitor], timing: timing({ heartbeatTimeout: 4 }) });
      await until(() => job.group.container("monitor").log.includes("up"), "the sidecar");
      for (const container of [job.dbt, job.bridge]) container.signal("SIGKILL");
      expect((await job.group.container("monitor").ended).code).toBe(0);
    });
  });
}
