import { type Clock } from "./clock";
import { type Value, evaluate } from "./expression";

/** An activity as it stands in a pipeline's JSON. */
export interface ActivityJson {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: { readonly activity: string; readonly dependencyConditions: string[] }[];
  readonly policy?: { readonly retry?: number; readonly retryIntervalInSeconds?: number };
  readonly typeProperties: Readonly<Record<string, unknown>>;
}

/** How an activity ended. */
export interface Outcome {
  readonly status: "Succeeded" | "Failed" | "Skipped";
  readonly output?: Value;
  readonly error?: { readonly errorCode: string; readonly message: string };
}

/** What a run needs of its surroundings. */
export interface Surroundings {
  /** Lets seconds pass. */
  wait(seconds: number): Promise<void>;
  /** Seconds that passed so far. */
  readonly now: number;
  /** The time in UTC. */
  time(): string;
  /** Answers a call of a Web activity. */
  call(request: { readonly method: string; readonly url: string; readonly body?: string }): Promise<Response>;
  /**
   * Whether a Web activity's output has the status that it was answered with, and whether it takes 204 for an answer at
   * all: seen both ways, documented in neither. @default "reported"
   */
  readonly status?: "reported" | "silent" | "204 fails";
  /**
   * Whether a String variable keeps a text that looks like a time as it is, or writes it anew without fractions of its
   * seconds: not documented. @default "kept"
   */
  readonly times?: "kept" | "rewritten";
  /** Whether an Until whose last round had a failure has failed itself, which is not documented. @default false */
  readonly untilFailsWithItsRound?: boolean;
}

/** Those in which time passes by a clock. */
export function surroundingsBy(clock: Clock, call: Surroundings["call"]): Surroundings {
  return {
    wait: (seconds) => clock.wait(seconds),
    get now() {
      return clock.now;
    },
    time: () => clock.time(),
    call,
  };
}

/** What a run is given, and who runs it. */
export interface RunGiven {
  readonly parameters?: Readonly<Record<string, string>>;
  /** ID of the run of another pipeline that runs this one; none where a trigger or a person does. */
  readonly triggeredBy?: string;
}

/** ID of every run. */
export const RUN_ID = "6f1d9d5e-0000-4000-8000-00000000000a";

const DEFAULT_RETRY_INTERVAL = 30;

class ActivityFailure extends Error {
  public constructor(
    public readonly errorCode: string,
    message: string,
  ) {
    super(message);
  }
}

/** One run of a pipeline: interprets its activities as Data Factory documents them. */
export class PipelineRun {
  public readonly outcomes = new Map<string, Outcome>();
  private readonly variables: Map<string, string>;

  public constructor(
    private readonly pipeline: {
      readonly activities: ActivityJson[];
      readonly variables: Record<string, string>;
      readonly parameters?: Record<string, string>;
    },
    private readonly surroundings: Surroundings,
    private readonly given: RunGiven = {},
  ) {
    const unknown = Object.keys(given.parameters ?? {}).filter((name) => !(name in (pipeline.parameters ?? {})));
    if (unknown.length > 0) throw new Error(`no parameter ${unknown.join(", ")}`);
    this.variables = new Map(Object.entries(pipeline.variables));
  }

  /** Runs it to its end. */
  public async end(): Promise<Outcome> {
    return this.graph(this.pipeline.activities);
  }

  /** Value of a variable. */
  public variable(name: string): string | undefined {
    return this.variables.get(name);
  }

  /**
   * Activities with their dependencies; those that wait for none begin first. Source: Microsoft, conditional execution:
   * a graph succeeds when its leaves do; a leaf that was skipped counts as what it waited for.
   */
  private async graph(activities: readonly ActivityJson[]): Promise<Outcome> {
    for (const { name } of activities) this.outcomes.delete(name);
    const open = new Set(activities);
    while (open.size > 0) {
      const next = [...open].find(({ dependsOn }) => dependsOn.every(({ activity }) => this.outcomes.has(activity)));
      if (next === undefined) throw new Error("activities that wait for each other");
      open.delete(next);
      this.outcomes.set(next.name, this.isDue(next) ? await this.attempts(next) : { status: "Skipped" });
    }
    const waitedFor = new Set(activities.flatMap(({ dependsOn }) => dependsOn.map(({ activity }) => activity)));
    const byName = new Map(activities.map((activity) => [activity.name, activity]));
    const judged = (name: string): Outcome[] => {
      const outcome = this.outcomes.get(name)!;
      const before = byName.get(name)!.dependsOn;
      return outcome.status === "Skipped" ? before.flatMap(({ activity }) => judged(activity)) : [outcome];
    };
    const leaves = activities.filter(({ name }) => !waitedFor.has(name)).flatMap(({ name }) => judged(name));
    return leaves.find(({ status }) => status === "Failed") ?? { status: "Succeeded" };
  }

  private isDue({ dependsOn }: ActivityJson): boolean {
    return dependsOn.every(({ activity, dependencyConditions }) => {
      const { status } = this.outcomes.get(activity)!;
      return dependencyConditions.some(
        (condition) => condition === status || (condition === "Completed" && status !== "Skipped"),
      );
    });
  }

  private async attempts(activity: ActivityJson): Promise<Outcome> {
    const { retry = 0, retryIntervalInSeconds = DEFAULT_RETRY_INTERVAL } = activity.policy ?? {};
    for (let attempt = 0; ; attempt++) {
      try {
        return { status: "Succeeded", output: await this.execute(activity) };
      } catch (error) {
        if (attempt === retry) {
          const errorCode = error instanceof ActivityFailure ? error.errorCode : "ExpressionEvaluation";
          return { status: "Failed", error: { errorCode, message: (error as Error).message } };
        }
        await this.surroundings.wait(retryIntervalInSeconds);
      }
    }
  }

  private async execute({ name, type, typeProperties: props }: ActivityJson): Promise<Value> {
    switch (type) {
      case "WebActivity":
        return this.web(props);
      case "Wait":
        await this.surroundings.wait(Number(props.waitTimeInSeconds));
        return {};
      case "Filter": {
        const items = this.valueOf(props.items) as Value[];
        const kept = items.filter((item) => this.valueOf(props.condition, item) === true);
        return { ItemsCount: items.length, FilteredItemsCount: kept.length, Value: kept };
      }
      case "SetVariable": {
        const value = this.valueOf(props.value);
        if (typeof value !== "string")
          throw new ActivityFailure("InvalidVariable", `${JSON.stringify(value)} is no text`);
        if (!this.variables.has(props.variableName as string))
          throw new Error(`no variable ${String(props.variableName)}`);
        this.variables.set(props.variableName as string, this.kept(value));
        return { name: props.variableName as string, value };
      }
      case "Fail":
        throw new ActivityFailure(this.textOf(props.errorCode), this.textOf(props.message));
      case "IfCondition": {
        const branch = this.valueOf(props.expression) === true ? props.ifTrueActivities : props.ifFalseActivities;
        return this.within((branch ?? []) as ActivityJson[]);
      }
      case "Switch": {
        const on = this.valueOf(props.on);
        const cases = props.cases as { value: string; activities: ActivityJson[] }[];
        const found = cases.find(({ value }) => value === on)?.activities ?? props.defaultActivities;
        return this.within((found ?? []) as ActivityJson[]);
      }
      case "Until":
        return this.until(props);
      default:
        throw new Error(`${name}: ${type} is not interpreted`);
    }
  }

  private async until(props: ActivityJson["typeProperties"]): Promise<Value> {
    const [, days, hours, minutes, seconds] = /^(\d+)\.(\d\d):(\d\d):(\d\d)$/
      .exec(props.timeout as string)!
      .map(Number);
    const deadline = this.surroundings.now + ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    for (;;) {
      const round = await this.graph(props.activities as ActivityJson[]);
      if (this.valueOf(props.expression) === true) {
        if (round.error !== undefined && this.surroundings.untilFailsWithItsRound) {
          throw new ActivityFailure("ActionFailed", round.error.message);
        }
        return {};
      }
      if (this.surroundings.now >= deadline) throw new ActivityFailure("ActionTimedOut", "the Until timed out");
    }
  }

  private async within(activities: readonly ActivityJson[]): Promise<Value> {
    const { status, error } = await this.graph(activities);
    if (status === "Failed") throw new ActivityFailure(error!.errorCode, error!.message);
    return {};
  }

  private async web(props: ActivityJson["typeProperties"]): Promise<Value> {
    const { status = "reported" } = this.surroundings;
    const response = await this.surroundings.call({
      method: props.method as string,
      url: this.textOf(props.url),
      body: props.body === undefined ? undefined : this.textOf(props.body),
    });
    const content = await response.text();
    if (!response.ok || (response.status === 204 && status === "204 fails")) {
      // Of the form that Data Factory writes, with its error code for a failed call.
      const word = response.statusText.replaceAll(" ", "");
      throw new ActivityFailure(
        "2108",
        `Error calling the endpoint 'https://management.azure.com'. Response status code: '${word} - ${response.status}'. More details: ${content}`,
      );
    }
    return {
      ...(content === "" ? {} : (JSON.parse(content) as Record<string, Value>)),
      ADFWebActivityResponseHeaders: Object.fromEntries(response.headers),
      ...(status === "silent" ? {} : { ADFHttpStatusCodeInResponse: String(response.status) }),
    };
  }

  /** What a variable makes of a text. */
  private kept(value: string): string {
    const isTime = /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
    if (!isTime || this.surroundings.times !== "rewritten") return value;
    const [year, month, day, time] = new Date(value).toISOString().split(/[-T.]/) as [string, string, string, string];
    return `${month}/${day}/${year} ${time}Z`;
  }

  private textOf(given: unknown): string {
    const value = this.valueOf(given);
    if (typeof value !== "string") throw new ActivityFailure("InvalidValue", `${JSON.stringify(value)} is no text`);
    return value;
  }

  /** A text, or an expression. */
  private valueOf(given: unknown, item?: Value): Value {
    const source = typeof given === "object" && given !== null ? (given as { value: string }).value : String(given);
    const activities = new Map(
      [...this.outcomes].map(([name, { status, output = null, error = null }]) => [name, { status, output, error }]),
    );
    const { parameters, triggeredBy = null } = this.given;
    const pipeline = {
      RunId: RUN_ID,
      TriggeredByPipelineRunId: triggeredBy,
      parameters: { ...this.pipeline.parameters, ...parameters },
    };
    return evaluate(source, { activities, variables: this.variables, time: this.surroundings.time(), item, pipeline });
  }
}
