import {
  DataFactory,
  DbtContainerAppJob,
  type DbtContainerAppJobProps,
  DbtExecutionPipeline,
  type DbtExecutionPipelineProps,
  Duration,
  Role,
  ScheduleTrigger,
  TriggerFrequency,
} from "../../../lib";
import { Clock } from "../../support/data-factory/clock";
import { type ApiJob, ContainerAppsJobs, type ExecutionView } from "../../support/data-factory/container-apps-jobs";
import { type Refusal } from "../../support/data-factory/management";
import { partsIn } from "../../support/data-factory/parts";
import { PipelineRun, surroundingsBy } from "../../support/data-factory/pipeline-run";
import { type PipelineJson, pipelineIn } from "../../support/data-factory/pipelines";
import { appJobProps } from "../../support/job";
import { stackUnderTest, template } from "../../support/stack";

const SUBSCRIPTION_ID = "1a2b3c4d-0000-4000-8000-000000000001";
const JOB = "salesforce-transform";
const JOB_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/retail-rg/providers/Microsoft.App/jobs/${JOB}`;
const text = (part: string) => expect.stringContaining(part) as string;

function synthesized(
  given: Partial<DbtExecutionPipelineProps> = {},
  jobGiven: Partial<DbtContainerAppJobProps> = {},
  nightly = false,
) {
  const stack = stackUnderTest();
  const job = new DbtContainerAppJob(stack, "Transform", appJobProps(stack, jobGiven));
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  const made = new DbtExecutionPipeline(stack, "Run", { dataFactory, job, pipelineName: "Run dbt", ...given });
  if (nightly) {
    new ScheduleTrigger(stack, "Nightly", { pipeline: made.pipeline, triggerName: "nightly", frequency: TriggerFrequency.DAY }); // prettier-ignore
  }
  return template(stack);
}

const pipelines = new Map<string, PipelineJson>();
/** Synthesized once for the same figures. */
function pipeline(given: Partial<DbtExecutionPipelineProps>): PipelineJson {
  const key = JSON.stringify(given);
  const known = { "data.azurerm_client_config.subscription_id": SUBSCRIPTION_ID };
  const made = () => pipelineIn(synthesized(given), "Run dbt", known);
  pipelines.set(key, pipelines.get(key) ?? made());
  return pipelines.get(key)!;
}

/** A job whose only execution shows one thing after the other, from so many seconds after the start on. */
class Scripted implements ApiJob {
  public readonly containers = [];
  public starts = 0;
  public readonly stopped: string[] = [];
  private startedAt = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly shown: readonly (readonly [second: number, view: ExecutionView])[],
  ) {}

  public start(): string {
    this.starts++;
    this.startedAt = this.clock.now;
    return `${JOB}-pjxhsye`;
  }

  public view(execution: string): ExecutionView | undefined {
    const seconds = this.clock.now - this.startedAt;
    const due = this.shown.filter(([second]) => second <= seconds).at(-1);
    return execution === `${JOB}-pjxhsye` ? due?.[1] : undefined;
  }

  public stop(execution: string): void {
    this.stopped.push(execution);
  }
}

interface Case {
  readonly shown?: readonly (readonly [second: number, view: ExecutionView])[];
  readonly refuse?: (call: { readonly method: string; readonly number: number }) => Refusal | undefined;
  readonly readsExitCode?: boolean;
  readonly pollInterval?: Duration;
  readonly api?: Partial<Pick<ContainerAppsJobs, "namesExecutions" | "hasPreview">>;
}

const ends = (status: string, exitCode?: number): NonNullable<Case["shown"]> => [
  [0, { status: "Processing" }],
  [60, { status: "Running" }],
  [200, { status: "Unknown" }],
  [270, { status, exitCode }],
];

async function run({ shown = ends("Succeeded", 0), refuse, api: given = {}, ...props }: Case) {
  const clock = new Clock();
  const job = new Scripted(clock, shown);
  const api = Object.assign(await ContainerAppsJobs.serve(JOB_ID, job), given);
  if (refuse !== undefined) api.refuse = refuse;
  const surroundings = Object.assign(surroundingsBy(clock, api.call), { status: "silent" as const });
  const { status, error } = await new PipelineRun(pipeline(props), surroundings).end();
  await api.close();
  const { starts, stopped } = job;
  return { status, code: error?.errorCode, message: error?.message, starts, stopped, minutes: clock.now / 60 };
}

describe("a run of the pipeline", () => {
  test("succeeds when its execution has, and not before", async () => {
    expect(await run({})).toMatchObject({ status: "Succeeded", starts: 1, stopped: [], minutes: 5 });
    expect(await run({ readsExitCode: true })).toMatchObject({ status: "Succeeded" });
  });

  test("fails with the status where the exit code is not asked for", async () => {
    const { message, ...rest } = await run({ shown: ends("Failed", 1) });
    expect(rest).toMatchObject({ status: "Failed", code: "failed", stopped: [] });
    expect(message).toBe(
      "dbt failed or could not run, or a container beside it did not end by itself. The last lines of the log say which. " +
        `Log: az containerapp job logs show --resource-group retail-rg --name ${JOB} --execution ${JOB}-pjxhsye --container dbt`,
    );
  });

  test.each([
    [0, "dbt succeeded, but a container beside it failed"],
    [1, "dbt ended with exit code 1: a model, seed, snapshot or test failed"],
    [2, "dbt ended with exit code 2: dbt itself failed"],
    [3, "the dbt container ended with an exit code that is none of dbt's."],
    [69, "exit code 69: the path to the database was not proven or was lost"],
    [124, "dbt was ended after 5400 s, the job's runTimeout, exit code 124"],
    [137, "dbt was killed, exit code 137"],
    [143, "dbt was ended by a stop, exit code 143: the platform ended the replica"],
  ])("fails with dbt's own exit code %d where it is asked for", async (code, meaning) => {
    const { message, ...rest } = await run({ shown: ends("Failed", code), readsExitCode: true });
    expect(rest).toMatchObject({ status: "Failed", code: String(code) });
    expect(message).toMatch(new RegExp(`^.*${meaning}.* Log: az containerapp job logs show `));
  });

  test("fails with the status where the preview does not answer, or says nothing of containers", async () => {
    const told = { shown: ends("Failed", 1), readsExitCode: true };
    expect(await run({ ...told, api: { hasPreview: false } })).toMatchObject({ status: "Failed", code: "failed" });
    expect(await run({ ...told, shown: ends("Failed") })).toMatchObject({ status: "Failed", code: "failed" });
  });

  test("fails when its execution was stopped", async () => {
    expect(await run({ shown: ends("Stopped") })).toMatchObject({ code: "stopped", message: text("was stopped"), stopped: [] }); // prettier-ignore
  });

  test.each(["Running", "Degraded", "Unknown", "Something new"])(
    "stops an execution that is %s when its time is over, and fails",
    async (status) => {
      const { minutes, ...rest } = await run({ shown: [[0, { status }]], pollInterval: Duration.minutes(10) });
      const message = text("the execution did not end within 150 minutes");
      expect(rest).toMatchObject({ code: "still-running", message, stopped: [`${JOB}-pjxhsye`] });
      expect(minutes).toBeGreaterThanOrEqual(150);
      expect(minutes).toBeLessThan(165);
    },
  );

  test("says what it found, also where the execution cannot be stopped", async () => {
    const refuse = ({ method, number }: { method: string; number: number }) =>
      method === "POST" && number > 1 ? { status: 403, code: "AuthorizationFailed" } : undefined;
    expect(
      await run({ shown: [[0, { status: "Running" }]], refuse, pollInterval: Duration.minutes(10) }),
    ).toMatchObject({ code: "still-running" });
  });

  test("never starts twice, since an attempt whose answer is lost has begun an execution", async () => {
    const refuse = ({ method }: { method: string }) =>
      method === "POST" ? { status: 429, code: "TooManyRequests" } : undefined;
    expect(await run({ refuse })).toMatchObject({ code: "throttled", starts: 0, minutes: 0 });
    const lost = ({ method }: { method: string }) =>
      method === "POST" ? { status: 502, code: "BadGateway" } : undefined;
    expect(await run({ refuse: lost })).toMatchObject({ code: "no-answer", minutes: 0 });
  });

  test("fails where the answer names no execution", async () => {
    expect(await run({ api: { namesExecutions: false } })).toMatchObject({
      code: "no-execution",
      message: text(`see az containerapp job execution list --resource-group retail-rg --name ${JOB}`),
    });
  });

  test.each([
    [404, "ResourceNotFound", "job-not-found", "There is no such job: deploy the stack of the job."],
    [403, "AuthorizationFailed", "not-allowed", "The identity of the factory has no right to it"],
  ])("fails on %d before anything is started", async (status, code, word, cause) => {
    const outcome = await run({ refuse: () => ({ status, code }) });
    expect(outcome).toMatchObject({ status: "Failed", code: word, message: text(cause), starts: 0 });
    expect(outcome.message).toContain(`${JOB} could not be started. `);
  });

  test("survives looks that fail for a while; when the end cannot be seen, stops the execution and fails", async () => {
    const throttled = { status: 429, code: "TooManyRequests" };
    const some = ({ method, number }: { method: string; number: number }) =>
      method === "GET" && number < 8 ? throttled : undefined;
    expect(await run({ refuse: some })).toMatchObject({ status: "Succeeded" });
    const all = ({ method }: { method: string }) => (method === "GET" ? throttled : undefined);
    expect(await run({ refuse: all, pollInterval: Duration.minutes(10) })).toMatchObject({
      code: "throttled",
      message: text("could not be judged"),
      stopped: [`${JOB}-pjxhsye`],
    });
  });
});

describe("the pipeline", () => {
  test("runs once at a time, by the clock once its factory's right on the job counts", () => {
    const { resource = {}, ...rest } = synthesized({}, {}, true);
    const [made] = partsIn({ ...rest, resource }, "pipelines");
    expect(made.properties).toMatchObject({ concurrency: 1 });
    const [trigger] = Object.values(resource.azurerm_data_factory_trigger_schedule);
    expect(trigger.depends_on).toEqual([
      made.address,
      text("time_sleep.Run_Startable_"),
      text("azurerm_container_app_job."),
    ]);
    const given = Object.values(resource.azurerm_role_assignment).filter(({ scope }) =>
      String(scope).startsWith("${azurerm_container_app_job."),
    );
    expect(given).toEqual([
      {
        scope: text("${azurerm_container_app_job.Transform_"),
        role_definition_name: "Container Apps Jobs Operator",
        principal_id: text("${azurerm_data_factory.Factory_"),
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test("can be given a narrower role, and another time for it to count", () => {
    const starter = Role.custom("Job starter", "0a0a0a0a-0000-4000-8000-000000000001");
    const { resource = {} } = synthesized({ starter, propagation: Duration.minutes(3) });
    const roles = Object.values(resource.azurerm_role_assignment).map(({ role_definition_name: name }) => name);
    expect(roles).toContain("Job starter");
    expect(roles).not.toContain("Container Apps Jobs Operator");
    expect(Object.values(resource.time_sleep).map(({ create_duration: time }) => time)).toContain("180s");
  });

  test("waits for longer than every replica of an execution together may take", () => {
    const waits = (template_: ReturnType<typeof synthesized>) =>
      /"timeout":"(\d+\.\d\d:\d\d:\d\d)"/.exec(JSON.stringify(partsIn(template_, "pipelines")[0].properties))?.[1];
    expect(waits(synthesized())).toBe("0.02:30:00");
    const retried = { replicaTimeout: Duration.hours(2), retryLimit: 2 };
    expect(waits(synthesized({}, retried))).toBe("0.06:30:00");
    expect(() => synthesized({ timeout: Duration.hours(6) }, retried)).toThrow("executionTimeout of 21600");
  });

  test("begins an execution with an empty body, as the factory, once", () => {
    const [begin] = pipeline({}).activities;
    expect(begin).toMatchObject({
      name: "Start the job",
      typeProperties: {
        method: "POST",
        url: `https://management.azure.com${JOB_ID}/start?api-version=2025-07-01`,
        body: "",
        turnOffAsync: true,
        authentication: { type: "MSI", resource: "https://management.azure.com/" },
      },
    });
    expect(begin.policy?.retry).toBeUndefined();
  });
});
