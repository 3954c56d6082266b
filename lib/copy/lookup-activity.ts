import { ITerraformDependable } from "cdktf";
import { ExecutionActivity, ExecutionActivityProps } from "../data-factory/execution-activity";
import { IFactoryPart } from "../data-factory/factory-part";
import { CopySource, datasetReference } from "./endpoint";

/** How to make a {@link LookupActivity}. */
export interface LookupActivityProps extends ExecutionActivityProps {
  /** What it reads. */
  readonly source: CopySource;
  /**
   * Whether it answers the first row alone, as `output.firstRow`; else all, up to 5,000 of them, as `output.value`.
   *
   * @default true
   */
  readonly firstRowOnly?: boolean;
}

/** Reads rows for the activities after it. Source of its JSON: Microsoft, LookupActivity of the Data Factory REST API 2018-06-01. */
export class LookupActivity extends ExecutionActivity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/activity-policy`
   */
  constructor(
    name: string,
    private readonly props: LookupActivityProps,
  ) {
    super(name, "Lookup", props);
  }

  /** @internal */
  public override _neededToRun(): ITerraformDependable[] {
    return this.props.source.store.rightsInEffect;
  }

  /** @internal */
  public override _parts(): IFactoryPart[] {
    return [this.props.source._end.dataset];
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    const { source, firstRowOnly = true } = this.props;
    return { typeProperties: { source: source._end.json, dataset: datasetReference(source._end), firstRowOnly } };
  }
}
