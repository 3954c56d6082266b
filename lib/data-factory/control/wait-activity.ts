import { Duration } from "../../core/duration";
import { Rule, refuse } from "../../core/rule";
import { Activity, ActivityProps } from "../activity";
import { WAIT } from "./limits";

const TIME = new Rule({
  id: "data-factory/wait-time",
  why: "Data Factory waits in whole seconds.",
  fix: `Use ${WAIT.toString()}, a whole number.`,
  source: "Microsoft: Azure Data Factory, Wait activity",
});

/** How to make a {@link WaitActivity}. */
export interface WaitActivityProps extends ActivityProps {
  /** How long it waits, 1 s to a day, in whole seconds. */
  readonly time: Duration;
}

/** Lets time pass. */
export class WaitActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/wait-time`
   */
  constructor(
    name: string,
    private readonly props: WaitActivityProps,
  ) {
    super(name, "Wait", props);
    refuse(`activity ${name}`, TIME.outside(WAIT, props.time.toSeconds(), "time"));
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    return { typeProperties: { waitTimeInSeconds: this.props.time.toSeconds() } };
  }
}
