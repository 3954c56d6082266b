import { ITerraformDependable } from "cdktf";
import { Violation, refuse } from "../core/rule";
import { Activity, ActivityProps } from "./activity";
import { Expression } from "./expression";
import { IFactoryPart } from "./factory-part";
import { handoverViolations } from "./handover";
import type { IPipeline } from "./pipeline";
import { Repetition, handedOn, repetitionViolations } from "./repetition";

/** How to make an {@link ExecutePipelineActivity}. */
export interface ExecutePipelineActivityProps extends ActivityProps {
  /** The pipeline to run, of the same factory. */
  readonly pipeline: IPipeline;
  /**
   * Values of its parameters, by name.
   *
   * @default - their defaults
   */
  readonly parameters?: Record<string, Expression>;
  /**
   * Whether the activity ends when the other pipeline's run does, and as it does.
   *
   * @default true
   */
  readonly waitOnCompletion?: boolean;
}

/** Runs another pipeline of the same factory. */
export class ExecutePipelineActivity extends Activity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/known-parameter`
   */
  constructor(
    name: string,
    private readonly props: ExecutePipelineActivityProps,
  ) {
    super(name, "ExecutePipeline", props);
    refuse(`activity ${name}`, handoverViolations(props.pipeline, Object.keys(props.parameters ?? {})));
  }

  /** @internal */
  public override _parts(): IFactoryPart[] {
    return [this.props.pipeline];
  }

  /** @internal */
  public override _againViolations(again: Repetition): Violation[] {
    const { pipeline, parameters = {} } = this.props;
    return repetitionViolations(pipeline, handedOn(again, parameters));
  }

  /** @internal */
  public override _leaving(): string[] {
    return this.props.waitOnCompletion === false ? [this.name] : [];
  }

  /** @internal */
  public override _neededToRun(): ITerraformDependable[] {
    return this.props.pipeline.neededToRun;
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    const parameters = Object.entries(this.props.parameters ?? {}).map(
      ([name, value]) => [name, value._json()] as const,
    );
    return {
      typeProperties: {
        pipeline: { referenceName: this.props.pipeline.pipelineName, type: "PipelineReference" },
        waitOnCompletion: this.props.waitOnCompletion ?? true,
        ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
      },
    };
  }
}
