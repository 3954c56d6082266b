import { Rule, Violation, refuse } from "../../core/rule";
import { Activity, ActivityProps } from "../activity";
import { IDataFactory } from "../data-factory";
import { Expression } from "../expression";
import { containerViolations, jsonOf } from "./container-rules";
import { SWITCH_CASES } from "./limits";

const CASES = new Rule({
  id: "data-factory/switch-cases",
  why: "Data Factory takes the one case whose value is equal, and no more than it can list.",
  fix: `Give ${SWITCH_CASES.toString()}, each with a value of its own and at least one activity.`,
  source: "Microsoft: Azure Data Factory, Switch activity",
});

/** One case of a {@link SwitchActivity}. */
export interface SwitchCase {
  /** The text that the case is for. */
  readonly value: string;
  /** What is done then. */
  readonly activities: Activity[];
}

/** How to make a {@link SwitchActivity}. */
export interface SwitchActivityProps extends ActivityProps {
  /** A text. */
  readonly on: Expression;
  /** 1-25 cases. */
  readonly cases: SwitchCase[];
  /**
   * What is done in no case.
   *
   * @default - nothing
   */
  readonly defaultActivities?: Activity[];
}

/** Does one of several things; it fails when what it does fails. */
export class SwitchActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/switch-cases`, `data-factory/nesting`, `data-factory/empty-container`
   */
  constructor(
    name: string,
    private readonly props: SwitchActivityProps,
  ) {
    super(name, "Switch", props);
    refuse(`activity ${name}`, caseViolations(props.cases), containerViolations("Switch", this._containers().flat()));
  }

  /** @internal */
  public override _containers(): Activity[][] {
    return [...this.props.cases.map(({ activities }) => activities), this.props.defaultActivities ?? []];
  }

  /** @internal */
  public _body(factory: IDataFactory): Record<string, unknown> {
    const { on, cases, defaultActivities } = this.props;
    return {
      typeProperties: {
        on: on._json(),
        cases: cases.map(({ value, activities }) => ({ value, activities: jsonOf(activities, factory) })),
        defaultActivities: defaultActivities && jsonOf(defaultActivities, factory),
      },
    };
  }
}

function caseViolations(cases: readonly SwitchCase[]): Violation[] {
  const values = cases.map(({ value }) => value);
  return [
    ...CASES.outside(SWITCH_CASES, cases.length, "cases:"),
    ...values
      .filter((value, index) => values.indexOf(value) !== index)
      .flatMap((value) => CASES.when(true, `"${value}" twice`)),
    ...cases
      .filter(({ activities }) => activities.length === 0)
      .flatMap(({ value }) => CASES.when(true, `"${value}" without an activity`)),
  ];
}
