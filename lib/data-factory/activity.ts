import { ITerraformDependable } from "cdktf";
import { nameViolations } from "../core/resource-name";
import { Violation, refuse } from "../core/rule";
import type { IDataFactory } from "./data-factory";
import { IFactoryPart } from "./factory-part";
import type { Repetition } from "./repetition";

/** What an activity waits for in another one. */
export enum DependencyCondition {
  /** The other one has succeeded. */
  SUCCEEDED = "Succeeded",
  /** The other one has failed. */
  FAILED = "Failed",
  /** The other one has succeeded or failed. */
  COMPLETED = "Completed",
  /** The other one did not run, since what it waited for did not come. */
  SKIPPED = "Skipped",
}

/** Another activity that an activity waits for. */
export interface ActivityDependency {
  /** An activity of the same pipeline, and of the same container where it stands in one. */
  readonly activity: Activity;
  /**
   * How the other one must end; any of these will do.
   *
   * @default - succeeded
   */
  readonly conditions?: DependencyCondition[];
}

/** What every activity can be given. */
export interface ActivityProps {
  /**
   * Free text shown to operators.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Activities that end before it begins.
   *
   * @default - none: it begins with the pipeline
   */
  readonly dependsOn?: ActivityDependency[];
}

/** One step of a pipeline. What it waits for is made before it, so activities never wait for each other in a circle. */
export abstract class Activity {
  private readonly predecessors: ActivityDependency[];

  /**
   * @param name 1-55 characters, by which other activities and the run's record know it.
   * @param activityType what Data Factory calls the kind of activity, for example `Copy`.
   * @throws `data-factory/activity-name`
   */
  constructor(
    public readonly name: string,
    private readonly activityType: string,
    private readonly common: ActivityProps,
  ) {
    refuse(`activity ${name}`, nameViolations("activity", name));
    this.predecessors = [...(common.dependsOn ?? [])];
  }

  /** What Data Factory calls its kind. @internal */
  public get _type(): string {
    return this.activityType;
  }

  /** The activities that it waits for. */
  public get dependsOn(): ActivityDependency[] {
    return [...this.predecessors];
  }

  /** As Data Factory reads it in `factory`. @internal */
  public _json(factory: IDataFactory): Record<string, unknown> {
    return {
      name: this.name,
      type: this.activityType,
      description: this.common.description,
      dependsOn: this.predecessors.map(({ activity, conditions }) => ({
        activity: activity.name,
        dependencyConditions: conditions ?? [DependencyCondition.SUCCEEDED],
      })),
      ...this._body(factory),
    };
  }

  /** What it names of its own factory, that which activities within it name left out. @internal */
  public _parts(): IFactoryPart[] {
    return [];
  }

  /** The places outside the factory that it writes, such as a table, those of activities within it included. @internal */
  public _writes(): string[] {
    return this._containers().flatMap((activities) => activities.flatMap((activity) => activity._writes()));
  }

  /** What is wrong with running it again and again; of activities within it, too. @internal */
  public _againViolations(again: Repetition): Violation[] {
    return this._containers().flatMap((activities) => activities.flatMap((one) => one._againViolations(again)));
  }

  /** What is wrong with running it so often at a time, without a limit where there is none; those within it left out. @internal */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- for those that mind
  public _atATimeViolations(_concurrency: number | undefined): Violation[] {
    return [];
  }

  /** Names of activities, this one or within it, that end while what they have begun goes on. @internal */
  public _leaving(): string[] {
    return this._containers().flatMap((activities) => activities.flatMap((activity) => activity._leaving()));
  }

  /** What must be there, and what must be allowed, before it runs; that of activities within it left out. @internal */
  public _neededToRun(): ITerraformDependable[] {
    return [];
  }

  /** The activities within it, one list per branch. @internal */
  public _containers(): Activity[][] {
    return [];
  }

  /** What its kind adds to the JSON: `typeProperties` and the like. @internal */
  public abstract _body(factory: IDataFactory): Record<string, unknown>;
}
