import * as fs from "node:fs";
import * as path from "node:path";
import { DbtCommand, Duration } from "../../../lib";
import { until } from "../../support/aci/processes";
import { Share } from "../../support/aci/share";
import { figure } from "../figures";
import { PASSWORD, Platform, testInGroups, World } from "../world";

/** Cases 1, 2 and 8, most of them with a real dbt. */
export function runCases(platform: Platform): void {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ postgres: true, platform });
  });
  afterEach(() => world.tidy());
  afterAll(() => world.close());
  const text = (part: string) => expect.stringContaining(part) as string;

  describe("case 1: a good run", () => {
    test("of a real dbt is proven, built and tested through the tunnel, and all ends", async () => {
      const job = world.job({ real: true, command: DbtCommand.buildAndTest() });
      await job.group.start();
      const [dbt, bridge] = [await job.dbt.ended, await job.bridge.ended];
      expect(dbt).toMatchObject({ code: 0, log: text("PASS=5 WARN=0 ERROR=0") });
      expect(bridge).toMatchObject({ code: 0, log: text("bridge: dbt has ended") });
      expect(job.group.state).toBe("Succeeded");
      expect(job.semaphores).toEqual([]);
      expect(world.postgres!.query("select customer from salesforce.orders order by id")).toEqual([
        "Müller & Söhne",
        "O'Neill",
        "雪",
      ]);
      expect(job.group.log).not.toContain(PASSWORD);
      figure("case 1: real dbt, from the group's start to its end", bridge.seconds * 1000);
      figure("case 1: from dbt's exit to the bridge's exit", bridge.at - dbt.at);
    });

    testInGroups(platform)(
      "verifies a database against the authorities of its image, and refuses another's",
      async () => {
        const folder = (name: string, text: string) => {
          const authorities = path.join(world.directory, name);
          fs.mkdirSync(authorities);
          fs.writeFileSync(path.join(authorities, "ca-certificates.crt"), text);
          return authorities;
        };
        const run = async (authorities: string) => {
          const job = world.job({ real: true, authorities, command: DbtCommand.custom("debug", "--connection") });
          expect(job.dbt.environment).not.toHaveProperty("SSL_CERT_FILE");
          await job.group.start();
          return job.dbt.ended;
        };
        expect(await run(folder("own", world.postgres!.caCertificate))).toMatchObject({ code: 0, log: text("OK") });
        const other = fs.readFileSync(world.relay.caFile, "utf8");
        expect(await run(folder("other", other))).toMatchObject({ code: 1, log: text("certificate verify failed") });
      },
    );

    test("starts dbt only when its path is proven", async () => {
      world.relay.setFaults({ noListener: true }, "warehouse");
      const job = world.job();
      await job.group.start();
      await until(() => job.semaphores.length === 2, "the semaphore");
      const joined = world.relay.count("joined", "warehouse");
      await world.relay.until("refused", "warehouse", 3);
      expect(job.runs).toBe(0);
      world.relay.setFaults({}, "warehouse");
      const usable = performance.now();
      await job.dbtStarted();
      const started = Number(/started (\S+)/.exec(job.read("dbt"))![1]) * 1000 - performance.timeOrigin;
      expect(world.relay.count("joined", "warehouse")).toBeGreaterThan(joined);
      expect(figure("case 1: from tunnel usable to dbt started", started - usable)).toBeGreaterThan(0);
      expect(await job.group.ended()).toBe("Succeeded");
    });

    test("with one /etc/hosts for the whole group", async () => {
      const job = world.job({ platform: { sharedHosts: true } });
      await job.group.start();
      expect(await job.group.ended()).toBe("Succeeded");
      expect(job.runs).toBe(1);
    });
  });

  testInGroups(platform)(
    "a full run: by identity, on a share, seed, run and test of a real dbt one after the other",
    async () => {
      const share = new Share();
      const command = DbtCommand.sequence(DbtCommand.custom("seed"), DbtCommand.run(), DbtCommand.test());
      const job = world.job({ real: true, byIdentity: true, share, command });
      await job.group.start();
      const { code, log, seconds } = await job.dbt.ended;
      expect({ code, log }).toEqual({ code: 0, log: text("starting dbt, command 3 of 3") });
      expect(await job.group.ended()).toBe("Succeeded");
      const clientId = "c11e0000-0000-4000-8000-000000000001";
      expect(world.identity.requests).toContainEqual({ probe: false, clientId, resource: "https://relay.azure.net" });
      expect(share.files).toEqual([]);
      figure("full run: seed, run and test of a real dbt", seconds * 1000);
      await world.tidy();
      share.destroy();
    },
  );

  describe("case 2: dbt's exit code is its container's, and the group ends", () => {
    testInGroups(platform)("1, when a real dbt's test fails", async () => {
      const environment = { FORBID_LARGE: "true" };
      const job = world.job({ real: true, command: DbtCommand.buildAndTest(), environment });
      await job.group.start();
      expect(await job.dbt.ended).toMatchObject({ code: 1, log: text("no_large_order") });
      await ends(job, "1");
    });

    testInGroups(platform)(
      "1, when the database ends a statement that takes longer than the profile allows",
      async () => {
        const environment = { SLEEP_SECONDS: "60" };
        const statementTimeout = Duration.seconds(2);
        const job = world.job({ real: true, command: DbtCommand.buildAndTest(), environment, statementTimeout });
        await job.group.start();
        expect(await job.dbt.ended).toMatchObject({
          code: 1,
          log: text("canceling statement due to statement timeout"),
        });
        await ends(job, "1");
      },
    );

    testInGroups(platform)("2, when a real dbt does not understand its command", async () => {
      const job = world.job({ real: true, command: DbtCommand.custom("run", "--no-such-option") });
      await job.group.start();
      expect(await job.dbt.ended).toMatchObject({ code: 2, log: text("no-such-option") });
      await ends(job, "2");
    });

    test.each(platform === Platform.CONTAINER_GROUP ? [1, 2, 3, 42, 255] : [42])(
      "%d, of a scripted one",
      async (code) => {
        const job = world.job({ script: `exit ${code}` });
        await job.group.start();
        expect(await job.dbt.ended).toMatchObject({ code });
        await ends(job, `${code}`);
      },
    );

    async function ends(job: ReturnType<World["job"]>, code: string) {
      const [dbt, bridge] = [await job.dbt.ended, await job.bridge.ended];
      expect(bridge).toMatchObject({ code: 0, log: text("bridge: dbt has ended") }); // told, not after a time
      expect(job.group.state).toBe("Failed"); // so Azure says when any container failed
      expect(job.semaphores).toEqual([]);
      figure(`case 2: from dbt's exit with ${code} to the group's end`, bridge.at - dbt.at);
    }
  });

  describe("case 8: stop and start again", () => {
    test("of a real dbt in the middle of a model: both end within 5 s, the database too, then dbt runs again", async () => {
      const environment = { SLEEP_SECONDS: "6" };
      const job = world.job({ real: true, command: DbtCommand.buildAndTest(), environment });
      await job.group.start();
      const sleeping =
        "select 1 from pg_stat_activity where state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()";
      await until(
        () => world.postgres!.query(sleeping).length > 0,
        () => `the model\n${job.group.log}`,
        60,
      );
      const stopped = performance.now();
      await job.group.stop();
      expect(figure("case 8: from SIGTERM to the group's end", performance.now() - stopped)).toBeLessThan(5);
      expect(job.group.state).toBe("Stopped");
      expect(job.dbt.state.exitCode).toBe(143);
      expect(job.dbt.events.concat(job.bridge.events)).toEqual([]); // nobody had to be killed
      expect(job.semaphores).toEqual([]);
      // dbt has cancelled it, through the tunnel: the database would notice nothing for as long as the model sleeps.
      await until(() => world.postgres!.query(sleeping).length === 0, "the statement to be cancelled", 1);
      const sessions = "select 1 from pg_stat_activity where usename = 'dbt'";
      await until(() => world.postgres!.query(sessions).length === 0, "its sessions to be gone", 2);
      await job.group.start();
      expect(await job.dbt.ended).toMatchObject({ code: 0, log: text("PASS=5 WARN=0 ERROR=0") });
      expect(await job.group.ended()).toBe("Succeeded");
    });

    test("dbt gets the signal and still has its tunnel", async () => {
      const tidy = "echo SIGINT >>/aci/out/signals; sleep 2.5; : >/dev/tcp/sql01.retail.example/1433 && exit 7";
      const job = world.job({
        script: `trap '${tidy}' INT; touch /aci/out/set; for i in {1..600}; do sleep 0.1; done`,
      });
      await job.group.start();
      await until(() => job.has("set"), "dbt");
      await job.group.stop();
      expect(job.read("signals")).toBe("SIGINT\n");
      expect(job.dbt.log).toContain("dbt ended with exit code 7 on SIGINT");
      expect(job.dbt.state.exitCode).toBe(143);
      expect(job.semaphores).toEqual([]);
      await job.group.start();
      await until(() => job.runs === 2, "dbt's second run");
    });
  });
}
