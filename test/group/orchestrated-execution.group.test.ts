import { setTimeout as sleep } from "node:timers/promises";
import { DbtExecutionPipeline, Duration } from "../../lib";
import { until } from "../support/aci/processes";
import { JobBehindApi } from "../support/container-apps/job-behind-api";
import { ContainerAppsJobs } from "../support/data-factory/container-apps-jobs";
import { PipelineRun, RUN_ID, type RunGiven } from "../support/data-factory/pipeline-run";
import { pipelineIn } from "../support/data-factory/pipelines";
import { type AppJobGiven, type JobGiven, Platform, UNTIL_TOLD, World, timing } from "./world";

const JOB = "retail-prod-salesforce-transform";
const SUBSCRIPTION_ID = "1a2b3c4d-0000-4000-8000-000000000002";
const JOB_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/contoso-retail-prod-salesforce-rg/providers/Microsoft.App/jobs/${JOB}`;

/** A minute of the pipeline's, in seconds of the suite's. */
const MINUTE = 0.3;

let world: World;
const apis: ContainerAppsJobs[] = [];
beforeAll(async () => {
  world = await World.open({ platform: Platform.CONTAINER_APPS });
});
afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
  await world.tidy();
});
afterAll(() => world.close());

/** A job with its pipeline, in one stack, and its executions behind Azure's API. */
async function orchestrated(given: JobGiven & AppJobGiven, timeout?: Duration) {
  const runParameters = { select: true, fullRefresh: true, runIdVariable: "run_id" };
  const props = { pipelineName: "dbt", readsExitCode: true, runParameters, timeout };
  const { appJob, left, synthesized } = world.appJob({
    ...given,
    besideAppJob: (domain, job) =>
      new DbtExecutionPipeline(domain, "Run", { ...props, dataFactory: domain.dataFactory, job }),
  });
  const job = new JobBehindApi(appJob);
  const api = await ContainerAppsJobs.serve(JOB_ID, job);
  apis.push(api);
  const known = { "data.azurerm_client_config.subscription_id": SUBSCRIPTION_ID };
  return { job, left, api, pipeline: pipelineIn(synthesized, "dbt", known) };
}

/** A run of the pipeline: its end, as `<error code>: <message>` where it failed. */
async function run(
  { api, pipeline, left }: Awaited<ReturnType<typeof orchestrated>>,
  onceDbtRuns = false,
  parameters?: RunGiven["parameters"],
): Promise<string> {
  let minutes = 0;
  const surroundings = {
    wait: async (seconds: number) => {
      minutes += seconds / 60;
      if (onceDbtRuns) await until(() => left.runs > 0, "dbt");
      await sleep((seconds / 60) * MINUTE * 1000);
    },
    get now() {
      return minutes * 60;
    },
    time: () => new Date().toISOString(),
    call: api.call,
  };
  const { status, error } = await new PipelineRun(pipeline, surroundings, { parameters }).end();
  return error === undefined ? status : `${error.errorCode}: ${error.message}`;
}

describe("Data Factory runs a Container Apps job as deployed, and tells the truth", () => {
  test("of a bad execution, and of a good one after it", async () => {
    const made = await orchestrated({ script: "[ -e /aci/out/told ] || exit 2" });
    expect(await run(made)).toMatch(/^2: dbt ended with exit code 2: dbt itself failed, not a model\. Log: az /);
    made.left.tell();
    expect(await run(made)).toBe("Succeeded");
    expect(made.left.runs).toBe(2);
  });

  test("of an execution of another selection, to the byte", async () => {
    const made = await orchestrated({ script: '[ -n "$DBT_ENV_SECRET_DWH_DATABASE_PASSWD" ]' });
    const select = "$(ENV_GROUP_NAME) `id`;\n\t'\"\\ @{pipeline().RunId} ü 雪 *";
    expect(await run(made, false, { select, fullRefresh: "true" })).toBe("Succeeded");
    const asked = `run\0--select\0${select}\0--full-refresh\0--vars\0{"run_id":"${RUN_ID}"}\0`;
    expect(made.left.read("arguments")).toBe(asked);
    expect(await run(made)).toBe("Succeeded");
    expect(made.left.read("arguments")).toBe(`${asked}run\0--select\0salesforce\0--vars\0{"run_id":"${RUN_ID}"}\0`);
  });

  test("of a bridge that fails in mid-run", async () => {
    const made = await orchestrated({ script: "sleep 60 & wait $!" });
    const ends = run(made);
    await until(() => made.left.runs > 0, "dbt");
    made.job
      .execution(`${JOB}-1`)
      .replica.container("azbridge")
      .signal("SIGKILL", /azbridge -f/);
    expect(await ends).toMatch(/^69: dbt could not run to its end, exit code 69: /);
  });

  test("of an execution that goes on for too long, which it stops", async () => {
    const figures = { timing: timing({ startupTimeout: 20, partnerTimeout: 20 }), runTimeout: Duration.minutes(4) };
    const made = await orchestrated({ script: UNTIL_TOLD, ...figures, replicaTimeout: Duration.seconds(250) }, Duration.minutes(5)); // prettier-ignore
    expect(await run(made, true)).toMatch(/^still-running: the execution did not end within 5 minutes/);
    const execution = made.job.execution(`${JOB}-1`);
    expect(await execution.ended).toBe("Stopped");
    expect(execution.replica.container("dbt").state.exitCode).toBe(143);
  });
});
