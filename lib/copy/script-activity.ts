import { ITerraformDependable } from "cdktf";
import { ExecutionActivity, ExecutionActivityProps } from "../data-factory/execution-activity";
import { Expression } from "../data-factory/expression";
import { IFactoryPart } from "../data-factory/factory-part";
import type { SqlServerStore } from "./sql-server-store";

/** How to make a {@link ScriptActivity}. */
export interface ScriptActivityProps extends ExecutionActivityProps {
  /** Where it runs. */
  readonly store: SqlServerStore;
  /** Statements that answer no rows. */
  readonly script: Expression;
  /**
   * What the script writes, in words that are equal for equal places, so that two environments do not share it.
   *
   * @default - nothing
   */
  readonly writes?: string[];
}

/** Runs statements in a SQL Server. Source of its JSON: Microsoft, ScriptActivity of the Data Factory REST API 2018-06-01. */
export class ScriptActivity extends ExecutionActivity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/activity-policy`
   */
  constructor(
    name: string,
    private readonly props: ScriptActivityProps,
  ) {
    super(name, "Script", props);
  }

  /** @internal */
  public override _neededToRun(): ITerraformDependable[] {
    return this.props.store.rightsInEffect;
  }

  /** @internal */
  public override _parts(): IFactoryPart[] {
    return [this.props.store];
  }

  /** @internal */
  public override _writes(): string[] {
    return [...(this.props.writes ?? [])];
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    const { store, script } = this.props;
    return {
      linkedServiceName: { referenceName: store.linkedServiceName, type: "LinkedServiceReference" },
      typeProperties: { scripts: [{ type: "NonQuery", text: script._json() }] },
    };
  }
}
