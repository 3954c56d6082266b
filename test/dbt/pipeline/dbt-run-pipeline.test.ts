import {
  Coordination,
  CoordinationTiming,
  DataFactory,
  DbtJob,
  DbtJobProps,
  DbtRunPipeline,
  DbtRunPipelineProps,
  Duration,
  FileShare,
  Role,
  ScheduleTrigger,
  StorageAccount,
  TriggerFrequency,
} from "../../../lib";
import { Clock } from "../../support/data-factory/clock";
import {
  type ApiGroup,
  ContainerInstances,
  type ContainerView,
  type GroupView,
  type Refusal,
} from "../../support/data-factory/container-instances";
import { executionPipeline } from "../../support/data-factory/execution-pipeline";
import { FUNCTIONS, functionsIn } from "../../support/data-factory/expression";
import { partsIn } from "../../support/data-factory/parts";
import { PipelineRun, type Surroundings, surroundingsBy } from "../../support/data-factory/pipeline-run";
import { type PipelineJson, evaluatedTexts, pipelineIn } from "../../support/data-factory/pipelines";
import { jobProps } from "../../support/job";
import { stackUnderTest, template } from "../../support/stack";

const GROUP = "retail-prod-salesforce-transform";
const SUBSCRIPTION_ID = "1a2b3c4d-0000-4000-8000-000000000001";
const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/retail-rg/providers/Microsoft.ContainerInstance/containerGroups/${GROUP}`;
const LOG = `Log: az container logs --resource-group retail-rg --name ${GROUP} --container-name dbt`;

function synthesized(
  given: Partial<DbtRunPipelineProps> = {},
  jobGiven: Partial<DbtJobProps> = {},
  onShare = false,
  nightly = false,
) {
  const stack = stackUnderTest();
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const share = () =>
    new FileShare(stack, "Share", {
      storageAccount: new StorageAccount(stack, "Storage", { ...place, accountName: "contosoretail" }),
      shareName: "dbt-runs",
    });
  const coordination = onShare ? Coordination.azureFileShare(share()) : undefined;
  const job = new DbtJob(
    stack,
    "Transform",
    jobProps(stack, { coordination, runTimeout: Duration.minutes(18), ...jobGiven }),
  );
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  const { pipeline: made } = new DbtRunPipeline(stack, "Run", { dataFactory, job, pipelineName: "Run dbt", ...given });
  if (nightly) {
    new ScheduleTrigger(stack, "Nightly", { pipeline: made, triggerName: "nightly", frequency: TriggerFrequency.DAY });
  }
  return template(stack);
}

const pipelines = new Map<string, PipelineJson>();
/** Synthesized once for the same figures: nothing changes a pipeline's JSON. */
function pipeline(...given: Parameters<typeof synthesized>): PipelineJson {
  const key = JSON.stringify(given);
  const known = { "data.azurerm_client_config.subscription_id": SUBSCRIPTION_ID };
  const made = () => pipelineIn(synthesized(...given), "Run dbt", known);
  pipelines.set(key, pipelines.get(key) ?? made());
  return pipelines.get(key)!;
}

/** A job that may take no longer than a pipeline waits at least. */
const QUICK = {
  runTimeout: Duration.seconds(301),
  timing: new CoordinationTiming({ partnerTimeout: Duration.minutes(1), startupTimeout: Duration.minutes(1) }),
};
const SHORT = { timeout: Duration.minutes(20) };

/** What the API shows of the dbt container. */
type Shown = ContainerView["properties"]["instanceView"];
const state = (name: string, startTime?: string, exitCode?: number, restartCount = 0): Shown => ({
  restartCount,
  currentState: { state: name, startTime, exitCode },
});

/** A group whose containers show one thing until a start, and then others, from so many seconds after the start on. */
class Scripted implements ApiGroup {
  public starts = 0;
  public stops = 0;
  private looks = 0;
  private startedAt = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly before: GroupState,
    private readonly afterwards: readonly (readonly [second: number, shown: GroupState])[],
    private readonly startable = true,
    private readonly written: NonNullable<Case["written"]> = (time) => time,
  ) {}

  public view(): GroupView {
    const seconds = this.clock.now - this.startedAt;
    const due = this.starts === 0 ? [] : this.afterwards.filter(([second]) => second <= seconds);
    const { group, dbt } = due.at(-1)?.[1] ?? this.before;
    const look = this.looks++;
    // Not the first container, beside one whose exit code is another's.
    const containers = [
      { name: "azbridge", properties: { instanceView: state("Terminated", "2026-11-20T05:00:00Z", 42, 9) } },
      { name: "dbt", properties: dbt === undefined ? {} : { instanceView: this.rewritten(dbt, look) } },
    ];
    return { state: group, containers };
  }

  private rewritten(shown: NonNullable<Shown>, look: number): Shown {
    const { startTime, ...rest } = shown.currentState;
    const time = startTime === undefined ? undefined : this.written(startTime, look);
    return { ...shown, currentState: { ...rest, startTime: time } };
  }

  public start(): boolean {
    if (!this.startable) return false;
    this.starts++;
    this.startedAt = this.clock.now;
    return true;
  }

  public stop(): void {
    this.stops++;
  }
}
interface GroupState {
  readonly group?: string;
  readonly dbt?: Shown;
}

interface Case {
  readonly before?: GroupState;
  readonly afterwards?: (time: (second: number) => string) => readonly (readonly [number, GroupState])[];
  readonly startable?: boolean;
  /** How the times of a look are written, the first one being 0. */
  readonly written?: (time: string, look: number) => string;
  readonly refuse?: (call: { readonly method: string; readonly number: number }) => Refusal | undefined;
}

const clock = () => new Clock();
const YESTERDAY = "2026-11-19T04:01:30.417Z";
/** As the last run left it: with 0, long ago. */
const EARLIER: GroupState = { group: "Succeeded", dbt: state("Terminated", YESTERDAY, 0) };
/** Pulled for a minute and a half, then dbt for three, then both ended. */
const endsWith =
  (code: number, group = code === 0 ? "Succeeded" : "Failed", restarts = 0) =>
  (time: (second: number) => string): [number, GroupState][] => [
    [0, { group: "Pending", dbt: EARLIER.dbt }],
    [60, { group: "Pending", dbt: state("Waiting") }],
    [90, { group: "Running", dbt: state("Running", time(90), undefined, restarts) }],
    [270, { group, dbt: state("Terminated", time(90), code, restarts) }],
  ];

async function run(
  { before = EARLIER, afterwards = endsWith(0), startable, written, refuse }: Case,
  variant: Partial<Surroundings> = {},
  ...given: Parameters<typeof synthesized>
) {
  const time = clock();
  const group = new Scripted(
    time,
    before,
    afterwards((second) => time.time(second)),
    startable,
    written,
  );
  const api = await ContainerInstances.serve(GROUP_ID, group);
  if (refuse !== undefined) api.refuse = refuse;
  const surroundings = Object.assign(surroundingsBy(time, api.call), variant);
  const pipelineRun = new PipelineRun(pipeline(...given), surroundings);
  const { status, error } = await pipelineRun.end();
  await api.close();
  const [starts, stops] = ["start", "stop"].map(
    (action) => api.calls.filter((call) => call === `POST ${GROUP_ID}/${action}`).length,
  );
  return {
    status,
    code: error?.errorCode,
    message: error?.message,
    starts,
    stops,
    seconds: time.now,
    run: pipelineRun,
  };
}

const text = (part: string) => expect.stringContaining(part) as string;

/** How Data Factory may be where its documentation is silent: the outcome is the same. */
const VARIANTS: readonly [string, Partial<Surroundings>][] = [
  ["with the answer's status in the output", { status: "reported" }],
  ["without it, where an Until fails with its round", { status: "silent", untilFailsWithItsRound: true }],
  ["where a variable rewrites times", { times: "rewritten" }],
  ["where 204 is no answer", { status: "204 fails" }],
];

/** So many digits of a second, or none, in the zone that is given; more than there are, as .NET writes them. */
const digits =
  (count: number, zone = "Z") =>
  (time: string) => {
    const [, start, fraction = ""] = /^([^.]*?)(?:\.(\d+))?Z$/.exec(time)!;
    return `${start}${count === 0 ? "" : `.${fraction.padEnd(7, "0").slice(0, count)}`}${zone}`;
  };

/** How Azure may write times: the outcome is the same, also where it writes one otherwise when it is looked at again. */
const WRITTEN: readonly [string, NonNullable<Case["written"]>][] = [
  ["without fractions of a second", digits(0)],
  ["with one digit of a second", digits(1)],
  ["with seven digits of a second", digits(7)],
  ["with an offset", digits(3, "+00:00")],
  ["first without fractions, then with them", (time, look) => digits(look === 0 ? 0 : 7)(time)],
  ["first with fractions, then without them", (time, look) => digits(look === 0 ? 7 : 0)(time)],
  ["at every look otherwise", (time, look) => digits(look % 8)(time)],
];

const FEW_LOOKS = { ...SHORT, pollInterval: Duration.minutes(5) };
beforeAll(() => void pipeline(FEW_LOOKS));
test.each(WRITTEN)("a run comes to the same where Azure writes times %s", async (_, written) => {
  const verdict = async (given: Case) => {
    const { status, code } = await run({ ...given, written }, { times: "rewritten" }, FEW_LOOKS);
    return code ?? status;
  };
  const failed = { group: "Failed", dbt: state("Terminated", YESTERDAY, 1) };
  expect(await verdict({ before: failed })).toBe("Succeeded");
  expect(await verdict({ before: {}, afterwards: endsWith(1) })).toBe("1");
  expect(await verdict({ before: failed, afterwards: () => [[0, failed]] })).toBe("not-started");
});

describe.each(VARIANTS)("a run of the pipeline, %s,", (_, variant) => {
  test("succeeds when dbt ends with 0, whatever the group shows", async () => {
    for (const shown of ["Succeeded", "Failed"]) {
      const { status, starts, run: ended } = await run({ afterwards: endsWith(0, shown) }, variant);
      expect({ status, starts }).toEqual({ status: "Succeeded", starts: 1 });
      expect([ended.variable("verdict"), ended.variable("outcome")]).toEqual(["0", "dbt succeeded"]);
    }
  });

  test("succeeds on the first run of a group, which has nothing to show before", async () => {
    expect((await run({ before: {} }, variant)).status).toBe("Succeeded");
    expect((await run({ before: { group: "Stopped", dbt: state("Waiting") } }, variant)).status).toBe("Succeeded");
  });

  test.each([
    [1, "dbt ended with exit code 1: a model, seed, snapshot or test failed"],
    [2, "dbt ended with exit code 2: dbt itself failed"],
    [69, "exit code 69: the path to the database was not proven or was lost, or the bridge failed"],
    [75, "exit code 75: this start of the group followed a deploy and only armed the job"],
    [124, "dbt was ended after 1080 s, the job's runTimeout, exit code 124"],
    [137, "dbt was killed, exit code 137"],
    [143, "dbt was ended by a stop of the group, exit code 143"],
    [3, "the dbt container ended with exit code 3, which is none of dbt's"],
  ])("fails with dbt's exit code %d, and says what it means and where to look", async (code, meaning) => {
    const { status, code: given, message } = await run({ afterwards: endsWith(code) }, variant);
    expect({ status, given, message }).toEqual({ status: "Failed", given: String(code), message: text(meaning) });
    if (code !== 75) expect(message).toContain(LOG);
  });

  /** What the API shows for a while is not of this run. */
  const late = (first: GroupState) => (time: (second: number) => string) =>
    [[0, first], [300, { group: "Running", dbt: state("Running", time(300)) }], [600, { group: "Failed", dbt: state("Terminated", time(300), 1) }]] as const; // prettier-ignore

  test("does not take the state of an earlier run for its own", async () => {
    expect(await run({ afterwards: late(EARLIER) }, variant)).toMatchObject({ status: "Failed", code: "1" });
    const failed = { group: "Failed", dbt: state("Terminated", YESTERDAY, 1) };
    expect(await run({ before: failed, afterwards: (time) => [[0, failed], ...endsWith(0)(time).slice(2)] }, variant)).toMatchObject({ status: "Succeeded" }); // prettier-ignore
  });

  test.each([{}, { group: "Stopped" }, { group: "Stopped", dbt: state("Waiting") }])(
    "does not take an earlier run for its own that is shown only after the start, when at first it saw %j",
    async (before) => {
      expect(await run({ before, afterwards: late(EARLIER) }, variant)).toMatchObject({ status: "Failed", code: "1" });
    },
  );

  test("bears clocks that differ by less than five minutes, where at first it saw no start", async () => {
    const began = (seconds: number) => (time: (second: number) => string) =>
      [[0, { group: "Succeeded", dbt: state("Terminated", time(seconds), 0) }]] as const;
    expect(await run({ before: {}, afterwards: began(-299) }, variant)).toMatchObject({ status: "Succeeded" });
    expect(await run({ before: {}, afterwards: began(-301) }, variant, SHORT)).toMatchObject({ code: "not-started" });
  });

  test("fails when nothing but the state of an earlier run is shown until the time is over", async () => {
    const outcome = await run({ afterwards: () => [[0, EARLIER]] }, variant, SHORT);
    expect(outcome).toMatchObject({
      status: "Failed",
      code: "not-started",
      message: text("dbt did not start within 20 minutes"),
    });
    expect(outcome.stops).toBeGreaterThan(0);
    expect(outcome.seconds).toBeLessThan(25 * 60);
  });

  test("fails when dbt goes on for longer than the timeout, stops the group, and does not say that dbt failed", async () => {
    const { status, code, message, seconds, stops } = await run(
      { afterwards: (time) => endsWith(0)(time).slice(0, 3) },
      variant,
      SHORT,
    );
    expect({ status, code }).toEqual({ status: "Failed", code: "still-running" });
    expect(stops).toBeGreaterThan(0);
    expect(message).toContain("dbt did not end within 20 minutes, though the job's runTimeout is shorter");
    expect(message).toContain(`${GROUP} was told to stop`);
    expect(message).toContain(`az container stop --resource-group retail-rg --name ${GROUP}`);
    expect(seconds).toBeLessThan(25 * 60);
  });

  test.each(["Running", "Pending"])("starts nothing in a group that is %s", async (shown) => {
    const busy = { group: shown, dbt: state("Running", YESTERDAY) };
    expect(await run({ before: busy }, variant)).toMatchObject({
      status: "Failed",
      code: "already-running",
      message: text("is already running or starting, so nothing was started"),
      starts: 0,
    });
  });

  test("survives throttling that passes", async () => {
    const throttled = { status: 429, code: "TooManyRequests" };
    const passes = ({ method, number }: { method: string; number: number }) =>
      (method === "POST" && number < 3) || (method === "GET" && [1, 3, 4, 5, 6, 7, 8].includes(number))
        ? throttled
        : undefined;
    expect(await run({ refuse: passes }, variant)).toMatchObject({ status: "Succeeded", starts: 3 });
  });

  test.each([
    ["looked at", "GET", 0],
    ["started", "POST", 4],
  ])("fails when throttling does not pass before it could be %s", async (what, throttled, starts) => {
    const refuse = ({ method }: { method: string }) =>
      method === throttled ? { status: 429, code: "TooManyRequests" } : undefined;
    expect(await run({ refuse }, variant)).toMatchObject({
      status: "Failed",
      code: "throttled",
      message: text(`${GROUP} could not be ${what}. Azure throttled it for longer than the attempts lasted`),
      starts,
    });
  });

  test("says what it found, also where the group cannot be stopped", async () => {
    const refuse = ({ method, number }: { method: string; number: number }) =>
      method === "POST" && number > 1 ? { status: 403, code: "AuthorizationFailed" } : undefined;
    const going = (time: (second: number) => string) => endsWith(0)(time).slice(0, 3);
    expect(await run({ afterwards: going, refuse }, variant, SHORT)).toMatchObject({ code: "still-running" });
  });

  test("fails when the end cannot be seen, however dbt ended, and leaves no group that goes on", async () => {
    const refuse = ({ method, number }: { method: string; number: number }) =>
      method === "GET" && number > 3 ? { status: 500, code: "InternalServerError" } : undefined;
    const outcome = await run({ refuse }, variant);
    expect(outcome).toMatchObject({
      status: "Failed",
      code: "no-answer",
      message: text(`${GROUP} could not be judged. Azure said:`),
    });
    expect(outcome.stops).toBeGreaterThan(0);
  });

  test.each([
    [404, "ResourceNotFound", "group-not-found", "There is no such container group: deploy the stack of the job."],
    [403, "AuthorizationFailed", "not-allowed", "The identity of the factory has no right to it"],
  ])("fails on %d before anything is started", async (status, code, word, cause) => {
    const outcome = await run({ refuse: () => ({ status, code }) }, variant);
    expect(outcome).toMatchObject({ status: "Failed", code: word, message: text(cause), starts: 0 });
    expect(outcome.message).toContain(`${GROUP} could not be looked at. `);
  });

  test("bears restarts by the platform, and fails on endless ones", async () => {
    expect(await run({ afterwards: endsWith(0, "Succeeded", 3) }, variant)).toMatchObject({ status: "Succeeded" });
    const endless = (time: (second: number) => string) =>
      Array.from({ length: 200 }, (__, n): [number, GroupState] => [
        n * 60,
        { group: "Running", dbt: state(n % 2 === 0 ? "Running" : "Waiting", time(n * 60), undefined, n) },
      ]);
    const outcome = await run({ afterwards: endless }, variant);
    expect(outcome).toMatchObject({ status: "Failed", code: "restarting" });
    expect(outcome.stops).toBeGreaterThan(0);
    expect(outcome.message).toContain("was restarted more than 3 times in this run");
    expect(outcome.seconds).toBeLessThan(15 * 60);
  });

  test("counts the restarts of this run alone", async () => {
    const before = { group: "Succeeded", dbt: state("Terminated", YESTERDAY, 0, 7) };
    expect(await run({ before, afterwards: endsWith(0, "Succeeded", 8) }, variant)).toMatchObject({ status: "Succeeded" }); // prettier-ignore
    expect(await run({ before, afterwards: endsWith(0, "Succeeded", 11) }, variant)).toMatchObject({ code: "restarting" }); // prettier-ignore
  });

  test("fails on a group that has no container dbt any more", async () => {
    const gone: ApiGroup["view"] = () => ({ state: "Stopped", containers: [] });
    const time = clock();
    const api = await ContainerInstances.serve(GROUP_ID, { view: gone, start: () => true, stop: () => undefined });
    const outcome = await new PipelineRun(pipeline(), { wait: (s) => time.wait(s), now: 0, time: () => time.time(), call: api.call, ...variant }).end(); // prettier-ignore
    await api.close();
    expect(outcome.status).toBe("Failed");
    expect(api.calls.filter((call) => call.startsWith("POST"))).toEqual([]);
  });
});

describe("a start that another run was ahead of", () => {
  const late: Case = { startable: false };

  test("fails as already running where the answer's status is in the output", async () => {
    expect(await run(late, { status: "reported" })).toMatchObject({ status: "Failed", code: "already-running" });
  });

  test("fails where 204 is no answer", async () => {
    expect(await run(late, { status: "204 fails" })).toMatchObject({
      status: "Failed",
      code: "already-running",
      message: text(`${GROUP} could not be started. It is already running: wait until it has ended.`),
    });
  });

  test("does not pass for a run of its own where nobody tells, unless dbt started after it had looked", async () => {
    expect(await run(late, { status: "silent" }, SHORT)).toMatchObject({ status: "Failed", code: "not-started" });
  });
});

test("a run that waited for another finds a group whose other containers have ended, too", async () => {
  const time = clock();
  const group = new Scripted(time, EARLIER, [
    [0, EARLIER],
    [90, { group: "Running", dbt: state("Running", time.time(90)) }],
    [299, { group: "Running", dbt: state("Terminated", time.time(90), 0) }],
    [310, { group: "Succeeded", dbt: state("Terminated", time.time(90), 0) }],
  ]);
  const api = await ContainerInstances.serve(GROUP_ID, group);
  const once = () => new PipelineRun(pipeline(SHORT), surroundingsBy(time, api.call)).end();
  const outcomes = [await once(), await once()];
  await api.close();
  // The second began, too: its dbt shows no later start here.
  expect(outcomes.map(({ status, error }) => error?.errorCode ?? status)).toEqual(["Succeeded", "not-started"]);
  expect(group.starts).toBe(2);
});

describe("the pipeline", () => {
  test("asks Data Factory for those functions that the interpreter knows, and for all of these", () => {
    const all = { select: true, fullRefresh: true, runIdVariable: "run_id" };
    const some = { select: true, fullRefresh: true };
    const executions = [all, some].map((given) => executionPipeline(given).pipeline);
    const asked = evaluatedTexts([pipeline(), pipeline({}, {}, true), ...executions]).flatMap(functionsIn);
    expect([...new Set(asked)].sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });

  test("runs once at a time, by the clock once its group is there and its factory's right on it counts", () => {
    const { resource = {}, ...template } = synthesized({}, {}, false, true);
    const [made] = partsIn({ ...template, resource }, "pipelines");
    expect(made.properties).toMatchObject({ concurrency: 1 });
    expect(made.depends_on).toEqual([]);
    const [trigger] = Object.values(resource.azurerm_data_factory_trigger_schedule);
    expect(trigger.depends_on).toEqual([
      made.address,
      text("time_sleep.Run_Startable_"),
      text("azurerm_container_group.Transform_"),
    ]);
    const given = Object.values(resource.azurerm_role_assignment).filter(({ scope }) =>
      String(scope).startsWith("${azurerm_container_group."),
    );
    expect(given).toEqual([
      {
        scope: text("${azurerm_container_group.Transform_"),
        role_definition_name: "Azure Container Instances Contributor Role",
        principal_id: text("${azurerm_data_factory.Factory_"),
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test("can be given a narrower role, and another time for it to count", () => {
    const starter = Role.custom("Container group starter", "0a0a0a0a-0000-4000-8000-000000000001");
    const { resource = {} } = synthesized({ starter, propagation: Duration.minutes(3) });
    const roles = Object.values(resource.azurerm_role_assignment).map(({ role_definition_name: name }) => name);
    expect(roles).toContain("Container group starter");
    expect(roles).not.toContain("Azure Container Instances Contributor Role");
    expect(Object.values(resource.time_sleep).map(({ create_duration: time }) => time)).toContain("180s");
  });

  test("calls Azure as the factory, for this group, without following where an answer leads", () => {
    const web = (json: unknown): Record<string, unknown>[] => {
      if (Array.isArray(json)) return json.flatMap(web);
      if (typeof json !== "object" || json === null) return [];
      const here = json as { type?: string; typeProperties?: Record<string, unknown> };
      return [...(here.type === "WebActivity" ? [here.typeProperties!] : []), ...Object.values(json).flatMap(web)];
    };
    const calls = web(pipeline().activities);
    const address = `https://management.azure.com${GROUP_ID}`;
    expect(calls.map(({ method, url, turnOffAsync, body }) => [method, url, turnOffAsync, body])).toEqual([
      ["GET", `${address}?api-version=2023-05-01`, undefined, undefined],
      ["POST", `${address}/start?api-version=2023-05-01`, true, ""],
      ["GET", `${address}?api-version=2023-05-01`, undefined, undefined],
      ["GET", `${address}?api-version=2023-05-01`, undefined, undefined],
      ...[1, 2, 3, 4].map(() => ["POST", `${address}/stop?api-version=2023-05-01`, true, ""]),
    ]);
    for (const { authentication, httpRequestTimeout } of calls) {
      expect(authentication).toEqual({ type: "MSI", resource: "https://management.azure.com/" });
      expect(httpRequestTimeout).toBe("00:01:00");
    }
  });

  test("names the group by an ID that refers to nothing, so that it can be replaced under its own name", () => {
    const said = (jobGiven: Partial<DbtJobProps>) =>
      JSON.stringify(partsIn(synthesized({}, jobGiven), "pipelines")[0].properties);
    const references = said({}).match(/\$\{[^}]*\}/g) ?? [];
    expect(new Set(references.map((one) => one.split(".").slice(0, 2).join(".")))).toEqual(
      new Set(["${data.azurerm_client_config"]),
    );
    const known = said({ subscriptionId: SUBSCRIPTION_ID });
    expect(known).toContain(`https://management.azure.com${GROUP_ID}/start`);
    expect(known).not.toContain("${");
  });

  test("says where dbt's own files are, where they are kept", async () => {
    const kept = `; dbt's own files: folder ${GROUP}.runs of the share dbt-runs in the storage account contosoretail`;
    const failing = { afterwards: endsWith(1) };
    expect((await run(failing, {}, {}, {}, true)).message).toContain(`${LOG}${kept}`);
    expect((await run(failing, {}, {}, { keptRuns: 0 }, true)).message).toMatch(/--container-name dbt$/);
    expect((await run(failing)).message).toMatch(/--container-name dbt$/);
  });

  test.each([
    ["a timeout of 299", { timeout: Duration.seconds(299) }],
    ["a timeout of 604801", { timeout: Duration.seconds(604_801) }],
    ["a timeout of 300.5", { timeout: Duration.seconds(300.5) }],
    ["a pollInterval of 9", { pollInterval: Duration.seconds(9) }],
    ["a pollInterval of 3601", { pollInterval: Duration.seconds(3601) }],
    ["a timeout of 301 with the job's runTimeout of 301", { timeout: Duration.seconds(301) }],
    [
      "a pollInterval of 600 and a timeout of 600",
      { timeout: Duration.minutes(10), pollInterval: Duration.minutes(10) },
    ],
  ])("fails if it has %s", (what, given) => {
    expect(() => synthesized(given, QUICK)).toThrow(`Stack/Run: [dbt/pipeline-timeout] given ${what}. `);
  });

  test.each([
    { timeout: Duration.seconds(302) },
    { timeout: Duration.days(7), pollInterval: Duration.hours(1) },
    { pollInterval: Duration.seconds(10) },
  ])("may have figures at their limits: %j", (given) => {
    expect(pipeline(given, QUICK).activities.map(({ type }) => type)).toContain("Until");
  });
});
