import { DataFactoryTriggerSchedule } from "@cdktf/provider-azurerm/lib/data-factory-trigger-schedule";
import { Construct } from "constructs";
import { literal } from "../core/literal";
import { nameViolations } from "../core/resource-name";
import { refuse } from "../core/rule";
import { handoverViolations } from "./handover";
import { longestGap } from "./longest-gap";
import { takeName } from "./one-name";
import type { IPipeline } from "./pipeline";
import { Recurrence, recurrenceViolations } from "./recurrence";
import { evaluatedIn, repetitionViolations } from "./repetition";

/** When and with what a trigger runs a pipeline, whoever wires it. */
export interface ScheduleOptions extends Recurrence {
  /**
   * Texts for the pipeline's parameters, by name.
   *
   * @default - their defaults
   */
  readonly parameters?: Record<string, string>;
  /**
   * Whether it fires.
   *
   * @default true
   */
  readonly activated?: boolean;
  /**
   * Free text shown to operators.
   *
   * @default - none
   */
  readonly description?: string;
}

/** How to make a {@link ScheduleTrigger}. */
export interface ScheduleTriggerProps extends ScheduleOptions {
  /** The pipeline that it runs; the trigger lies in its factory. */
  readonly pipeline: IPipeline;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly triggerName: string;
}

/** Runs a pipeline by the clock; an active one is made once whatever a run needs is there, and its rights count. */
export class ScheduleTrigger extends Construct {
  /** Name within its factory. */
  public readonly triggerName: string;

  /**
   * @throws `core/known-name`, `data-factory/trigger-name`, `data-factory/one-name`, `data-factory/trigger-schedule`,
   * `data-factory/trigger-time`, `data-factory/time-zone`, `data-factory/known-parameter`, and what an activity refuses to do again and again, such as
   * `copy/window-gap` and `copy/rows-again`
   */
  constructor(scope: Construct, id: string, props: ScheduleTriggerProps) {
    super(scope, id);
    const { pipeline, hours, minutes, weekdays } = props;
    const [wrong, varying] = [recurrenceViolations(props), evaluatedIn(props.parameters ?? {})];
    refuse(
      this,
      nameViolations("trigger", props.triggerName),
      takeName(this, pipeline.dataFactory.factoryName, "trigger", props.triggerName),
      wrong,
      handoverViolations(pipeline, Object.keys(props.parameters ?? {})),
      wrong.length > 0 ? [] : repetitionViolations(pipeline, { apart: longestGap(props), varying }),
    );
    const parameters = Object.entries(props.parameters ?? {}).map(([name, text]) => [name, literal(text)] as const);
    const timed = [hours, minutes, weekdays].some((times) => times !== undefined);
    const activated = props.activated ?? true;
    new DataFactoryTriggerSchedule(this, "Resource", {
      name: props.triggerName,
      dataFactoryId: pipeline.dataFactory.resourceId,
      description: props.description,
      activated,
      frequency: props.frequency,
      interval: props.interval ?? 1,
      startTime: props.startTime,
      endTime: props.endTime,
      timeZone: props.timeZone ?? "UTC",
      schedule: timed ? { hours, minutes, daysOfWeek: weekdays } : undefined,
      pipeline: [
        {
          name: pipeline.pipelineName,
          parameters: parameters.length === 0 ? undefined : Object.fromEntries(parameters),
        },
      ],
      dependsOn: [pipeline.dependable, ...(activated ? pipeline.neededToRun : [])],
    });
    this.triggerName = props.triggerName;
  }
}
