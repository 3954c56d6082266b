import { Duration } from "../core/duration";
import { Rule, refuse } from "../core/rule";
import { Activity, ActivityProps } from "./activity";
import type { IDataFactory } from "./data-factory";
import { ACTIVITY_RETRIES, ACTIVITY_TIMEOUT, RETRY_INTERVAL } from "./limits";
import { timespan } from "./timespan";

const POLICY = new Rule({
  id: "data-factory/activity-policy",
  why: "Data Factory repeats an activity neither so often nor after such a time, and waits for none so long.",
  fix: "Give a whole number of retries, and whole seconds between them and for each.",
  source: "Microsoft: Azure Data Factory, activity policy; the upper limit of retries is this library's",
});

/** How Data Factory runs an activity that does work. */
export interface ActivityPolicy {
  /**
   * Attempts after the first, when it fails.
   *
   * @default 0
   */
  readonly retries?: number;
  /**
   * Time between two attempts, 30 seconds to a day.
   *
   * @default - Data Factory's: 30 seconds
   */
  readonly retryInterval?: Duration;
  /**
   * How long one attempt may take, 1 second to 7 days.
   *
   * @default - Data Factory's: 12 hours
   */
  readonly timeout?: Duration;
  /**
   * Whether what it is given stays out of the run's record.
   *
   * @default false
   */
  readonly secureInput?: boolean;
  /**
   * Whether what it answers stays out of the run's record.
   *
   * @default false
   */
  readonly secureOutput?: boolean;
}

/** What every activity that does work can be given. */
export interface ExecutionActivityProps extends ActivityProps {
  /**
   * How it is run.
   *
   * @default - once, for up to 12 hours
   */
  readonly policy?: ActivityPolicy;
}

/** An activity that does work, unlike those that only steer. */
export abstract class ExecutionActivity extends Activity {
  private readonly policy?: ActivityPolicy;

  /** @throws `data-factory/activity-name`, `data-factory/activity-policy` */
  constructor(name: string, activityType: string, props: ExecutionActivityProps) {
    super(name, activityType, props);
    this.policy = props.policy;
    refuse(
      `activity ${name}`,
      POLICY.outside(ACTIVITY_RETRIES, props.policy?.retries, "retries"),
      POLICY.outside(ACTIVITY_TIMEOUT, props.policy?.timeout?.toSeconds(), "a timeout of"),
      POLICY.outside(RETRY_INTERVAL, props.policy?.retryInterval?.toSeconds(), "a retryInterval of"),
    );
  }

  /** @internal */
  public override _json(factory: IDataFactory): Record<string, unknown> {
    const { policy } = this;
    return {
      ...super._json(factory),
      policy: policy && {
        timeout: policy.timeout && timespan(policy.timeout),
        retry: policy.retries ?? 0,
        retryIntervalInSeconds: policy.retryInterval?.toSeconds(),
        secureInput: policy.secureInput ?? false,
        secureOutput: policy.secureOutput ?? false,
      },
    };
  }
}
