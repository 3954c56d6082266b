import { Activity, ActivityProps } from "../activity";
import { Expression } from "../expression";

/** How to make a {@link FilterActivity}. */
export interface FilterActivityProps extends ActivityProps {
  /** A list. */
  readonly items: Expression;
  /** True for what stays, of one `item()` of the list. */
  readonly condition: Expression;
}

/** Picks items of a list: `activity('…').output.Value` has those that stay. */
export class FilterActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`
   */
  constructor(
    name: string,
    private readonly props: FilterActivityProps,
  ) {
    super(name, "Filter", props);
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    const { items, condition } = this.props;
    return { typeProperties: { items: items._json(), condition: condition._json() } };
  }
}
