import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { repeatedIn } from "../core/repeated";
import { Rule, Violation, refuse, warn } from "../core/rule";
import { Activity } from "./activity";
import { addPart, partNameViolations } from "./add-part";
import { IDataFactory } from "./data-factory";
import { IFactoryPart } from "./factory-part";
import { foreignParts } from "./own-factory";
import { ACTIVITIES_PER_PIPELINE, EXPRESSION_LENGTH, PIPELINE_CONCURRENCY, UNASKED_ACTIVITIES } from "./limits";
import { PipelineParameter } from "./pipeline-parameter";
import { referenceViolations } from "./references";
import { textDefaults } from "./text-defaults";

const ACTIVITIES = new Rule({
  id: "data-factory/activities-per-pipeline",
  why: `A pipeline has ${ACTIVITIES_PER_PIPELINE.toString()}, those within containers included.`,
  fix: "Put some of them into a pipeline of their own, and run it with ExecutePipelineActivity.",
  source: "Microsoft: Azure Data Factory limits",
});

const UNASKED = new Rule({
  id: "data-factory/activities-by-support",
  why: `Data Factory takes ${UNASKED_ACTIVITIES.toString()} in a pipeline, those within containers included, until Microsoft's support has raised that.`,
  fix: `Ask for up to ${ACTIVITIES_PER_PIPELINE.max} before it is deployed, or put some of them into a pipeline of their own, and run it with ExecutePipelineActivity.`,
  source: "Microsoft: Azure Data Factory limits",
});

const CONCURRENCY = new Rule({
  id: "data-factory/pipeline-concurrency",
  why: "Data Factory takes no such limit of runs at a time.",
  fix: "Say how many runs there may be at a time, or leave it out for no limit.",
  source: "azurerm 4.55.0: azurerm_data_factory_pipeline",
});

const LENGTH = new Rule({
  id: "data-factory/expression-length",
  why: "Data Factory takes no longer expression.",
  fix: "Set variables to parts of it first, or hand over less.",
  source: "Microsoft: Azure Data Factory limits",
});

const UNIQUE_NAME = new Rule({
  id: "data-factory/unique-name-in-pipeline",
  why: "Activities and expressions of a pipeline refer to each other, and to parameters and variables, by name, whatever its case.",
  fix: "Give each a name of its own.",
  source: "Microsoft: Azure Data Factory naming rules",
});

const SIBLING = new Rule({
  id: "data-factory/activity-dependency",
  why: "An activity waits only for activities of its own pipeline, and within a container such as Until only for those beside it.",
  fix: "Add the other activity to the same pipeline or container, or let the container wait for it; give conditions, or leave them out for success.",
  source: "Microsoft: Azure Data Factory, activity dependency",
});

/** A pipeline, as other parts of its factory know it. */
export interface IPipeline extends IFactoryPart {
  /** Name within its factory. */
  readonly pipelineName: string;
  /** What must have been made, and which rights must count, before a run of it: for what starts it, such as a trigger. */
  readonly neededToRun: ITerraformDependable[];
}

/** What a pipeline does, whoever wires it. */
export interface PipelineOptions {
  /** Its steps, at most 120 with those within containers, of which Microsoft's support admits more than 80. Their order is that of what they wait for. */
  readonly activities: Activity[];
  /**
   * What a run can be given.
   *
   * @default - nothing
   */
  readonly parameters?: PipelineParameter[];
  /**
   * Variables that activities set while it runs: their values at the start of a run, by name.
   *
   * @default - none
   */
  readonly variables?: Record<string, string>;
  /**
   * How many runs there may be at a time, 1-50; further ones wait.
   *
   * @default - as many as are started
   */
  readonly concurrency?: number;
  /**
   * Free text shown to operators.
   *
   * @default - none
   */
  readonly description?: string;
}

/** How to make a {@link Pipeline}. */
export interface PipelineProps extends PipelineOptions {
  /** The factory that runs it. */
  readonly dataFactory: IDataFactory;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly pipelineName: string;
}

/**
 * Steps that a factory runs together, made once everything that they name in the factory exists. What else a run needs,
 * such as rights, what starts it waits for, and not the pipeline: Data Factory does not ask for it before.
 */
export class Pipeline extends Construct implements IPipeline {
  public readonly dataFactory: IDataFactory;
  public readonly pipelineName: string;
  public readonly dependable: ITerraformDependable;
  public readonly neededToRun: ITerraformDependable[];
  /** Names of what a run can be given. @internal */
  public readonly _parameterNames: string[];
  private readonly ownActivities: Activity[];

  /**
   * @throws `core/known-name`, `data-factory/pipeline-name`, `data-factory/one-name`, `data-factory/by-text`, `data-factory/activities-per-pipeline`, `data-factory/pipeline-concurrency`,
   * `data-factory/expression-length`, `data-factory/unique-name-in-pipeline`, `data-factory/activity-dependency`,
   * `data-factory/known-reference`, `data-factory/variable-itself`, `data-factory/own-factory`
   */
  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const all = withNested(props.activities);
    const parameters = props.parameters ?? [];
    const variables = Object.entries(props.variables ?? {});
    const { dataFactory, pipelineName } = props;
    const activities = props.activities.map((activity) => activity._json(dataFactory));
    const name = { dataFactory, name: pipelineName };
    refuse(
      this,
      partNameViolations(this, "pipeline", name),
      ACTIVITIES.when(!ACTIVITIES_PER_PIPELINE.admits(all.length), `${all.length} activities`),
      CONCURRENCY.outside(PIPELINE_CONCURRENCY, props.concurrency, "concurrency"),
      duplicates("activity", all),
      duplicates("parameter or variable", [...parameters, ...variables.map(([name]) => ({ name }))]),
      dependencyViolations(props.activities),
      lengthViolations(activities),
      referenceViolations(
        activities,
        parameters.map(({ name }) => name),
        variables.map(([name]) => name),
      ),
      all.flatMap((activity) => activity._atATimeViolations(props.concurrency)),
      foreignParts(
        dataFactory,
        all.flatMap((activity) => activity._parts()),
      ),
    );
    warn(this, UNASKED.when(!UNASKED_ACTIVITIES.admits(all.length), `${all.length} activities`));
    this.dependable = addPart(this, "pipeline", {
      ...name,
      body: {
        description: props.description,
        activities,
        parameters: textDefaults(parameters.map(({ name, defaultText }) => [name, defaultText])),
        variables: textDefaults(variables),
        concurrency: props.concurrency,
      },
      after: [
        dataFactory.credential?.dependable,
        ...all.flatMap((activity) => activity._parts()).map(({ dependable }) => dependable),
      ],
    });
    this.neededToRun = [...new Set(all.flatMap((activity) => activity._neededToRun()))];
    this.dataFactory = dataFactory;
    this.pipelineName = pipelineName;
    this._parameterNames = parameters.map(({ name }) => name);
    this.ownActivities = [...props.activities];
  }

  /** Its steps, without those within containers. */
  public get activities(): Activity[] {
    return [...this.ownActivities];
  }
}

function withNested(activities: readonly Activity[]): Activity[] {
  return activities.flatMap((activity) => [activity, ...activity._containers().flatMap(withNested)]);
}

function duplicates(what: string, named: readonly { readonly name: string }[]): Violation[] {
  const again = repeatedIn(named.map(({ name }) => name));
  return [...new Set(again)].flatMap((name) => UNIQUE_NAME.when(true, `${what} "${name}" twice`));
}

function dependencyViolations(beside: readonly Activity[]): Violation[] {
  return beside.flatMap((activity) => [
    ...activity.dependsOn.flatMap(({ activity: other, conditions }) => [
      ...SIBLING.when(!beside.includes(other), `"${activity.name}" after "${other.name}"`),
      ...SIBLING.when(conditions?.length === 0, `"${activity.name}" after "${other.name}", without any condition`),
    ]),
    ...activity._containers().flatMap(dependencyViolations),
  ]);
}

/** Violations by expressions anywhere in the JSON of activities. */
function lengthViolations(json: unknown): Violation[] {
  if (typeof json === "string") {
    const isExpression = json.startsWith("@") || json.includes("@{");
    return isExpression
      ? LENGTH.outside(EXPRESSION_LENGTH, json.length, `${/^.{0,30}/s.exec(json)?.[0]}…, its length`)
      : [];
  }
  return typeof json === "object" && json !== null ? Object.values(json).flatMap(lengthViolations) : [];
}
