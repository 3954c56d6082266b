import { refuse } from "../../core/rule";
import { Activity, ActivityProps } from "../activity";
import { IDataFactory } from "../data-factory";
import { Expression } from "../expression";
import { containerViolations, jsonOf } from "./container-rules";

/** How to make an {@link IfConditionActivity}. */
export interface IfConditionActivityProps extends ActivityProps {
  /** What is true or false. */
  readonly expression: Expression;
  /**
   * What is done when it is true.
   *
   * @default - nothing
   */
  readonly ifTrueActivities?: Activity[];
  /**
   * What is done when it is false.
   *
   * @default - nothing
   */
  readonly ifFalseActivities?: Activity[];
}

/** Does one thing or another; it fails when what it does fails. */
export class IfConditionActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/nesting`, `data-factory/empty-container`
   */
  constructor(
    name: string,
    private readonly props: IfConditionActivityProps,
  ) {
    super(name, "IfCondition", props);
    refuse(`activity ${name}`, containerViolations("IfCondition", this._containers().flat()));
  }

  /** @internal */
  public override _containers(): Activity[][] {
    return [this.props.ifTrueActivities ?? [], this.props.ifFalseActivities ?? []];
  }

  /** @internal */
  public _body(factory: IDataFactory): Record<string, unknown> {
    const { expression, ifTrueActivities, ifFalseActivities } = this.props;
    return {
      typeProperties: {
        expression: expression._json(),
        ifTrueActivities: ifTrueActivities && jsonOf(ifTrueActivities, factory),
        ifFalseActivities: ifFalseActivities && jsonOf(ifFalseActivities, factory),
      },
    };
  }
}
