import { Activity, ActivityProps } from "../activity";
import { Expression } from "../expression";

/** How to make a {@link SetVariableActivity}. */
export interface SetVariableActivityProps extends ActivityProps {
  /** Name of a variable of the pipeline. */
  readonly variableName: string;
  /** Its new value, a text; it cannot refer to the variable itself. */
  readonly value: Expression;
}

/** Gives a variable of the pipeline a value. */
export class SetVariableActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`
   */
  constructor(
    name: string,
    private readonly props: SetVariableActivityProps,
  ) {
    super(name, "SetVariable", props);
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    return { typeProperties: { variableName: this.props.variableName, value: this.props.value._json() } };
  }
}
