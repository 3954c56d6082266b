import { Duration } from "../../core/duration";
import { Rule, refuse } from "../../core/rule";
import { Activity, ActivityProps } from "../activity";
import { IDataFactory } from "../data-factory";
import { Expression } from "../expression";
import { timespan } from "../timespan";
import { containerViolations, jsonOf } from "./container-rules";
import { UNTIL_TIMEOUT } from "./limits";

const TIMEOUT = new Rule({
  id: "data-factory/until-timeout",
  why: "A loop without an end of its own goes on for a week, and is paid for.",
  fix: `Use ${UNTIL_TIMEOUT.toString()}.`,
  source: "Microsoft: Azure Data Factory, Until activity",
});

/** How to make an {@link UntilActivity}. */
export interface UntilActivityProps extends ActivityProps {
  /** What ends the loop when it is true after a round. */
  readonly expression: Expression;
  /** One round. One of them that fails does not end the loop. */
  readonly activities: Activity[];
  /** How long it may go round, 1 s to 7 days; it has failed then. */
  readonly timeout: Duration;
}

/** Repeats activities until a condition holds. */
export class UntilActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/until-timeout`, `data-factory/nesting`, `data-factory/empty-container`
   */
  constructor(
    name: string,
    private readonly props: UntilActivityProps,
  ) {
    super(name, "Until", props);
    refuse(
      `activity ${name}`,
      containerViolations("Until", props.activities),
      TIMEOUT.outside(UNTIL_TIMEOUT, props.timeout.toSeconds(), "a timeout of"),
    );
  }

  /** @internal */
  public override _containers(): Activity[][] {
    return [[...this.props.activities]];
  }

  /** @internal */
  public _body(factory: IDataFactory): Record<string, unknown> {
    const { expression, activities, timeout } = this.props;
    return {
      typeProperties: {
        expression: expression._json(),
        activities: jsonOf(activities, factory),
        timeout: timespan(timeout),
      },
    };
  }
}
