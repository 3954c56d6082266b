import { Duration } from "../../lib";
import { until } from "../support/aci/processes";
import { Share } from "../support/aci/share";
import { lossCases } from "./cases/loss";
import { runCases } from "./cases/run";
import { textCases } from "./cases/text";
import { figure } from "./figures";
import { type AppJobGiven, type JobGiven, Platform, UNTIL_TOLD, World, timing } from "./world";

describe.each([runCases, lossCases, textCases])("a replica of a Container Apps job", (cases) =>
  cases(Platform.CONTAINER_APPS),
);

describe("an execution of a Container Apps job", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ platform: Platform.CONTAINER_APPS });
  });
  afterEach(() => world.tidy());
  afterAll(() => world.close());
  const text = (part: string) => expect.stringContaining(part) as string;
  /** What dbt does the first time, and what it does later. */
  const firstThen = (first: string, later: string) =>
    `if [ -e /aci/out/first ]; then ${later}; else touch /aci/out/first; ${first}; fi`;
  const started = (given: JobGiven & AppJobGiven) => {
    const { appJob, left } = world.appJob(given);
    return { appJob, left, execution: appJob.start() };
  };

  test("succeeds when all containers have ended with 0, and can be started again", async () => {
    const { appJob, execution } = started({ script: "exit 0" });
    expect(await execution.ended).toBe("Succeeded");
    expect(await appJob.start().ended).toBe("Succeeded");
  });

  test("fails with dbt, which is not run again", async () => {
    const { execution, left } = started({ script: firstThen("exit 1", "exit 0") });
    expect(await execution.ended).toBe("Failed");
    expect(execution.replicas).toHaveLength(1);
    expect(await execution.replica.container("dbt").ended).toMatchObject({ code: 1 });
    expect(left.runs).toBe(1);
  });

  test("is repeated in a new replica where the job says so, and dbt runs from the beginning", async () => {
    const { execution, left } = started({ script: firstThen("exit 1", "exit 0"), retryLimit: 1 });
    expect(await execution.ended).toBe("Succeeded");
    expect(execution.replicas.map(({ state }) => state)).toEqual(["Failed", "Succeeded"]);
    expect(left.runs).toBe(2);
  });

  test("fails when its last retry has", async () => {
    const { execution, left } = started({ script: firstThen("exit 1", "exit 2"), retryLimit: 1 });
    expect(await execution.ended).toBe("Failed");
    expect(await execution.replica.container("dbt").ended).toMatchObject({ code: 2 });
    expect(left.runs).toBe(2);
  });

  test("does not run dbt twice where the platform starts containers of the same replica anew", async () => {
    const { execution, left } = started({ script: firstThen("exit 1", "exit 0") });
    await execution.ended;
    const replica = execution.replica;
    const bridge = await replica.startContainer("azbridge");
    expect(await bridge.ended).toMatchObject({ code: 0, log: text("dbt has ended before the bridge started") });
    const again = await replica.startContainer("dbt");
    expect(await again.ended).toMatchObject({ code: 1, log: text("exit code 1 is repeated") });
    expect(left.runs).toBe(1);
  });

  test("that is stopped ends dbt and the bridge, and leaves no semaphore", async () => {
    const { execution, left } = started({ script: firstThen("sleep 60 & wait $!", "exit 0") });
    await until(() => left.runs > 0, "dbt");
    const stopped = performance.now();
    await execution.stop();
    expect(figure("Container Apps: from SIGTERM to the execution's end", performance.now() - stopped)).toBeLessThan(5);
    expect(execution.status).toBe("Stopped");
    expect(execution.replica.container("dbt").state.exitCode).toBe(143);
    expect(execution.replica.containers.flatMap(({ events }) => events)).toEqual([]); // nobody had to be killed
  });

  const SHORT = {
    timing: timing({ startupTimeout: 2, partnerTimeout: 2, terminationGrace: 2 }),
    runTimeout: Duration.seconds(5),
    replicaTimeout: Duration.seconds(8),
  };

  test("that takes too long ends itself with 124, before the replica's timeout", async () => {
    const { execution } = started({ script: "sleep 60 & wait $!", ...SHORT });
    expect(await execution.ended).toBe("Failed");
    expect(execution.replica.container("dbt").state.exitCode).toBe(124);
    expect(execution.replica.container("azbridge").state.exitCode).toBe(0);
  });

  test("fails at the timeout where the bridge hangs after dbt has ended well: no probe is its backstop", async () => {
    const { execution, left } = started({ script: UNTIL_TOLD, ...SHORT, graceSeconds: 1 });
    await until(() => left.runs > 0, "dbt");
    execution.replica.container("azbridge").signal("SIGSTOP");
    left.tell();
    expect(await execution.ended).toBe("Failed");
    expect(execution.replica.container("dbt").state.exitCode).toBe(0);
    expect(execution.replica.container("azbridge").state.exitCode).toBe(137);
  });

  test("of which two run at once on one share: the second is refused", async () => {
    const share = new Share();
    const { appJob, execution, left } = started({ share, script: UNTIL_TOLD });
    await until(() => left.runs > 0, "dbt");
    const second = appJob.start();
    expect(await second.ended).toBe("Failed");
    expect(await second.replica.container("dbt").ended).toMatchObject({
      code: 69,
      log: text("another run of this group name is live"),
    });
    left.tell();
    expect(await execution.ended).toBe("Succeeded");
    expect(left.runs).toBe(1);
    await world.tidy();
    share.destroy();
  });
});
