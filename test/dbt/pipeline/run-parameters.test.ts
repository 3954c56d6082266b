import fc from "fast-check";
import { DbtCommand, type DbtRunParameters } from "../../../lib";
import { Clock } from "../../support/data-factory/clock";
import { type ApiContainer, type ApiJob, ContainerAppsJobs, type ExecutionContainer } from "../../support/data-factory/container-apps-jobs"; // prettier-ignore
import { APP_JOB_ID, type ExecutionPipeline, executionPipeline } from "../../support/data-factory/execution-pipeline";
import { type Value, evaluate } from "../../support/data-factory/expression";
import { PipelineRun, RUN_ID, type RunGiven, surroundingsBy } from "../../support/data-factory/pipeline-run";
import { appJobProps } from "../../support/job";
import { without } from "../../support/made";
import { stackUnderTest } from "../../support/stack";

const ALL: DbtRunParameters = { select: true, fullRefresh: true, runIdVariable: "run_id" };

/** Takes every start, and every execution succeeds at once. */
class Taking implements ApiJob {
  public readonly started: (readonly ExecutionContainer[] | undefined)[] = [];

  public constructor(public readonly containers: readonly ApiContainer[]) {}

  public start(containers?: readonly ExecutionContainer[]): string {
    this.started.push(containers);
    return "salesforce-transform-pjxhsye";
  }

  public view() {
    return { status: "Succeeded" };
  }

  public stop(): void {
    throw new Error("nothing is stopped");
  }
}

async function run({ pipeline, containers }: ExecutionPipeline, given: RunGiven = {}) {
  const clock = new Clock();
  const job = new Taking(containers);
  const api = await ContainerAppsJobs.serve(APP_JOB_ID, job);
  const { status, error } = await new PipelineRun(pipeline, surroundingsBy(clock, api.call), given).end();
  await api.close();
  return { status, code: error?.errorCode, message: error?.message, started: job.started };
}

/** What the scripts in dbt's container are told of this run alone. */
function told(started: readonly ExecutionContainer[] | undefined): Record<string, string> {
  const { env } = started!.find(({ name }) => name === "dbt")!;
  const own = env.filter(({ name }) => name.startsWith("ENV_RUN_")).map(({ name, value = "" }) => [name, value]);
  const { ENV_RUN_SELECT, ENV_RUN_VARS, ...rest } = Object.fromEntries(own) as Record<string, string>;
  const text = (encoded = "") => Buffer.from(encoded, "base64").toString("utf8");
  return { select: text(ENV_RUN_SELECT), vars: text(ENV_RUN_VARS), ...rest };
}

/** The containers of a template, but for what the run is told. */
const others = (started: readonly ExecutionContainer[] | undefined) =>
  started!.map(({ env, ...rest }) => ({ ...rest, env: env.filter(({ name }) => !name.startsWith("ENV_RUN_")) }));

/** What of a job has a place in a template. */
const withoutMounts = ({ containers }: ExecutionPipeline) => containers.map((one) => without(one, "volumeMounts"));

const made = executionPipeline(ALL);

describe("a run that is given parameters", () => {
  test("begins with all of the job's containers, secrets by name, and dbt is told what is asked of this run", async () => {
    const { status, started } = await run(made, { parameters: { select: "tag:late+", fullRefresh: "true" } });
    expect(status).toBe("Succeeded");
    expect(started).toHaveLength(1);
    expect(others(started[0])).toEqual(withoutMounts(made));
    expect(JSON.stringify(started[0])).toContain('"secretRef":"env-dbt-dbt-env-secret-dwh-database-passwd-');
    expect(told(started[0])).toEqual({
      select: "tag:late+",
      vars: `{"run_id":"${RUN_ID}"}`,
      ENV_RUN_FULL_REFRESH: "True",
    });
    const [, bridge] = started[0]!;
    expect(bridge.env.some(({ name }) => name.startsWith("ENV_RUN_"))).toBe(false);
  });

  test("tells the ID of the pipeline that runs it, where one does", async () => {
    const { started } = await run(made, { triggeredBy: "11111111-0000-4000-8000-000000000001" });
    expect(told(started[0])).toMatchObject({ select: "", vars: '{"run_id":"11111111-0000-4000-8000-000000000001"}' });
  });

  test("finds nothing in what it is given, whatever it holds", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom("'", '"', "\\", "\n", "\r", "\t", "@", "@{", "}", "$", "$(HOME)", "`", "ü", "雪") }), // prettier-ignore
    );
    const { body } = made.pipeline.activities.find(({ name }) => name === "Start the job")!.typeProperties;
    fc.assert(
      fc.property(nasty, (select) => {
        const pipeline = {
          RunId: RUN_ID,
          TriggeredByPipelineRunId: null,
          parameters: { select, fullRefresh: "false" },
        };
        const look: Value = {
          output: { properties: { template: { containers: made.containers as unknown as Value } } },
        };
        const scope = { activities: new Map([["Read the job", look]]), variables: new Map<string, string>() };
        const text = evaluate((body as { value: string }).value, { ...scope, time: "2026-11-20T04:00:00Z", pipeline });
        const { containers } = JSON.parse(text as string) as { containers: ExecutionContainer[] };
        expect(told(containers).select).toBe(Buffer.from(select, "utf8").toString("utf8"));
        expect(others(containers)).toEqual(withoutMounts(made));
      }),
      { numRuns: 50, examples: [['\', ENV_RUN_VARS\')}"},{"name":"x'], ["$(DBT_ENV_SECRET_PASSWORD)"]] },
    );
  });

  test("fails before anything is started where it is told neither true nor false", async () => {
    expect(await run(made, { parameters: { fullRefresh: 'yes","x":"' } })).toMatchObject({
      code: "no-answer",
      message: expect.stringContaining("could not be started") as string,
      started: [],
    });
  });

  test("fails before anything is started where the job has other containers by now", async () => {
    const later = { ...made, containers: [...made.containers, { ...made.containers[1], name: "metrics" }] };
    expect(await run(later)).toMatchObject({ code: "other-containers", started: [] });
  });

  test("has an expression that Data Factory takes, for as many containers as a replica can have", () => {
    const sidecars = [1, 2, 3, 4, 5].map((index) => ({
      containerName: `sidecar-${index}`,
      image: appJobProps(stackUnderTest()).azbridgeImage,
      command: ["sleep", "1"],
    }));
    expect(executionPipeline(ALL, { sidecars }).containers).toHaveLength(7);
  });
});

describe("a run that is given nothing", () => {
  test("begins as the job was deployed", async () => {
    const some = executionPipeline({ select: true, fullRefresh: true });
    expect((await run(some)).started).toEqual([undefined]);
    expect((await run(some, { parameters: { fullRefresh: "true" } })).started[0]).toHaveLength(2);
    expect((await run(some, { parameters: { select: "a" } })).started[0]).toHaveLength(2);
    expect((await run(executionPipeline({ fullRefresh: true }))).started).toEqual([undefined]);
  });

  test("cannot be given anything where the pipeline does not say so", async () => {
    const { pipeline, containers } = executionPipeline(undefined);
    expect(pipeline.parameters).toEqual({});
    expect((await run({ pipeline, containers })).started).toEqual([undefined]);
    expect(JSON.stringify(pipeline)).not.toContain("Read the job");
  });
});

test.each<[string, DbtRunParameters, DbtCommand]>([
  ["runParameters that hand over nothing", {}, DbtCommand.run()],
  ["select with a command that selects nothing", { select: true }, DbtCommand.run()],
  [
    "select with a command that selects more than one thing",
    { select: true },
    DbtCommand.sequence(DbtCommand.run({ select: "a" }), DbtCommand.test({ select: "b" })),
  ],
  ['"run-id"', { runIdVariable: "run-id" }, DbtCommand.run()],
  ['"{"', { runIdVariable: "{" }, DbtCommand.run()],
  [
    'runIdVariable "run_id" with a command that gives --vars',
    { runIdVariable: "run_id" },
    DbtCommand.custom("run", "--vars", "{a: 1}"),
  ],
  [
    'runIdVariable "run_id" with a command that gives --vars',
    { runIdVariable: "run_id" },
    DbtCommand.custom("run", "--vars={a: 1}"),
  ],
])("refuses %s", (given, runParameters, command) => {
  expect(() => executionPipeline(runParameters, { command })).toThrow(`[dbt/run-parameters] given ${given}.`);
});

test("takes one selection in several commands, and others' options", () => {
  const command = DbtCommand.sequence(DbtCommand.run({ select: "a" }), DbtCommand.test({ select: "a" }));
  expect(executionPipeline({ select: true }, { command }).pipeline.parameters).toEqual({ select: "" });
  const custom = DbtCommand.custom("run", "--select", "a", "--threads", "2");
  expect(
    executionPipeline({ fullRefresh: true, runIdVariable: "Run_1" }, { command: custom }).pipeline.parameters,
  ).toEqual({
    fullRefresh: "false",
  });
});
