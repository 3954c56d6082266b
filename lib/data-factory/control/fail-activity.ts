import { Activity, ActivityProps } from "../activity";
import { Expression } from "../expression";

/** How to make a {@link FailActivity}. */
export interface FailActivityProps extends ActivityProps {
  /** What operators read. */
  readonly message: Expression;
  /** What programs compare. */
  readonly errorCode: Expression;
}

/** Fails the run, and says why. */
export class FailActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`
   */
  constructor(
    name: string,
    private readonly props: FailActivityProps,
  ) {
    super(name, "Fail", props);
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    return { typeProperties: { message: this.props.message._json(), errorCode: this.props.errorCode._json() } };
  }
}
