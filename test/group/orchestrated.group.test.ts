import { setTimeout as sleep } from "node:timers/promises";
import { DbtRunPipeline, Duration } from "../../lib";
import { until } from "../support/aci/processes";
import { Share } from "../support/aci/share";
import { ContainerInstances } from "../support/data-factory/container-instances";
import { GroupBehindApi } from "../support/data-factory/group-behind-api";
import { PipelineRun } from "../support/data-factory/pipeline-run";
import { pipelineIn } from "../support/data-factory/pipelines";
import { figure } from "./figures";
import { type Job, type JobGiven, UNTIL_TOLD, World, timing } from "./world";

const GROUP = "retail-prod-salesforce-transform";
const GROUP_ID = `/subscriptions/1a2b3c4d-0000-4000-8000-000000000002/resourceGroups/contoso-retail-prod-salesforce-rg/providers/Microsoft.ContainerInstance/containerGroups/${GROUP}`;

/** A minute of the pipeline's, in seconds of the suite's. */
const MINUTE = 0.3;

let world: World;
let share: Share | undefined;
const apis: ContainerInstances[] = [];
beforeAll(async () => {
  world = await World.open();
});
afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
  await world.tidy();
  share?.destroy();
  share = undefined;
});
afterAll(() => world.close());
const text = (part: string) => expect.stringContaining(part) as string;

/** A job with its pipeline, in one stack, and the group behind Azure's API. */
async function orchestrated(given: JobGiven, timeout?: Duration, groupId = GROUP_ID) {
  const job = world.job({
    ...given,
    beside: (domain, dbtJob) =>
      new DbtRunPipeline(domain, "Run", { dataFactory: domain.dataFactory, job: dbtJob, pipelineName: "dbt", timeout }),
  });
  const api = await ContainerInstances.serve(groupId, new GroupBehindApi(job.group));
  apis.push(api);
  return { job, api };
}

const never = () => new Promise<never>(() => undefined);

/** Begins a run of the pipeline: its end, as `<error code>: <message>` where it failed; none where it is cancelled. */
function begin({ job, api }: { job: Job; api: ContainerInstances }, cancelled = () => false): Promise<string> {
  let minutes = 0;
  const surroundings = {
    wait: async (seconds: number) => {
      minutes += seconds / 60;
      await sleep((seconds / 60) * MINUTE * 1000);
      if (cancelled()) await never(); // a cancelled run executes nothing more
    },
    get now() {
      return minutes * 60;
    },
    time: () => new Date().toISOString(),
    call: (request: Parameters<typeof api.call>[0]) => (cancelled() ? never() : api.call(request)),
  };
  const pipeline = pipelineIn(job.template, "dbt", {});
  return new PipelineRun(pipeline, surroundings)
    .end()
    .then(({ status, error }) => (error === undefined ? status : `${error.errorCode}: ${error.message}`));
}

/**
 * The same, and until the group has ended, for which the pipeline's own seconds are too short here; and the second, by
 * which a later start is told from this one: Azure takes longer for either than this harness.
 */
async function whole(made: { job: Job; api: ContainerInstances }): Promise<string> {
  const outcome = await begin(made);
  await made.job.group.ended();
  await sleep(1000 - (Date.now() % 1000));
  return outcome;
}

describe("Data Factory runs the group as deployed, and tells the truth", () => {
  test("of a good run, although it follows a bad one whose state is still shown", async () => {
    const made = await orchestrated({ script: "[ -e /aci/out/told ] || exit 2" });
    expect(await whole(made)).toMatch(/^2: dbt ended with exit code 2: /);
    made.job.tell();
    const began = performance.now();
    expect(await begin(made)).toBe("Succeeded");
    figure("a good run of the pipeline, a minute of it in 0.3 s", performance.now() - began);
    expect(made.job.runs).toBe(2);
  });

  test("of a bad run, although it follows a good one whose state is still shown", async () => {
    const made = await orchestrated({ script: "[ ! -e /aci/out/told ] || exit 1" });
    expect(await whole(made)).toBe("Succeeded");
    made.job.tell();
    expect(await begin(made)).toMatch(/^1: dbt ended with exit code 1: a model, seed, snapshot or test failed/);
  });

  test("of a bridge that fails in mid-run", async () => {
    const made = await orchestrated({ script: "sleep 60 & wait $!" });
    const ends = begin(made);
    await until(() => made.job.group.state === "Running", "the group");
    await made.job.dbtStarted();
    made.job.bridge.signal("SIGKILL", /azbridge -f/);
    expect(await ends).toMatch(/^69: dbt could not run to its end, exit code 69: /);
  });

  test("of a dbt that is killed", async () => {
    const made = await orchestrated({ script: "sleep 60 & wait $!" });
    const ends = begin(made);
    await made.job.dbtStarted();
    made.job.dbt.signal("SIGKILL", /fake|dbt run|bash/);
    expect(await ends).toMatch(/^137: dbt was killed, exit code 137: /);
    expect(await made.job.group.ended()).toBe("Failed");
  });

  test("of a run that goes on for too long, and of one that would overlap with it", async () => {
    const made = await orchestrated({ script: UNTIL_TOLD, runTimeout: Duration.minutes(4) }, Duration.minutes(5));
    const [first, second] = [begin(made), sleep(500).then(() => begin(made))];
    expect(await second).toMatch(/^already-running: /);
    expect(await first).toMatch(/^still-running: dbt did not end within 5 minutes/);
    await until(() => made.job.group.state === "Stopped", "the stop");
    expect(made.job.dbt.state.exitCode).toBe(143);
  });

  test("and of one that was cancelled, after which the pipeline does nothing more: the job's own limit ends the group", async () => {
    const short = { timing: timing({ startupTimeout: 3, partnerTimeout: 3 }), runTimeout: Duration.seconds(7) };
    const made = await orchestrated({ script: "[ -e /aci/out/told ] || { sleep 60 & wait $!; }", ...short });
    const { job } = made;
    let cancelled = false;
    void begin(made, () => cancelled);
    await job.dbtStarted();
    cancelled = true;
    expect(await job.dbt.ended).toMatchObject({ code: 124, log: text("ended after 7 s, the job's runTimeout") });
    expect(job.read("signals")).toBe("SIGINT\n");
    await job.group.ended();
    expect(job.semaphores).toEqual([]);
    job.tell();
    expect(await begin(made)).toBe("Succeeded"); // and the next night is not refused
  });

  test("of a start that was ahead by a moment", async () => {
    const made = await orchestrated({ script: "exit 0" });
    const outcomes = await Promise.all([begin(made), begin(made)]);
    expect(outcomes.filter((outcome) => outcome === "Succeeded")).toHaveLength(1);
    expect(outcomes).toContainEqual(text("already-running: "));
    expect(made.job.runs).toBe(1);
  });

  test("of a container that the platform restarted: dbt did not run twice", async () => {
    const made = await orchestrated({ script: `${UNTIL_TOLD}; exit 1` });
    const ends = begin(made);
    await made.job.dbtStarted();
    made.job.tell();
    await made.job.dbt.ended;
    await made.job.group.startContainer("dbt");
    expect(await ends).toMatch(/^1: dbt ended with exit code 1: /);
    expect(made.job.runs).toBe(1);
  });

  test("of a group that is not there", async () => {
    const made = await orchestrated({ script: "exit 0" }, undefined, `${GROUP_ID}-of-another`);
    expect(await begin(made)).toMatch(/^group-not-found: /);
    expect(made.job.runs).toBe(0);
  });

  test("of a job that a deploy only armed", async () => {
    share = new Share();
    const made = await orchestrated({ script: "exit 0", share, runOnDeploy: false });
    expect(await whole(made)).toMatch(/^75: dbt did not run, exit code 75: this start of the group followed a deploy/);
    expect(await begin(made)).toBe("Succeeded");
    expect(made.job.runs).toBe(1);
  });
});
