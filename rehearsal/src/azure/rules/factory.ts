import { isValues } from "../../provider/value";
import { Activity, activitiesOf, before, expressionsOf, waitsFor } from "../activities";
import { FactoryReference, referencesIn } from "../factory-references";
import { sameId } from "../ids";
import { Operation, OperationKind, Refusal, text } from "../operation";
import {
  FACTORY_PARTS,
  PIPELINE,
  RUNTIME,
  TRIGGER,
  factoryOf,
  isStarted,
  linkedInfoOf,
  propertiesOf,
} from "../types/data-factory";
import { first, repeated } from "./first";

const IN_FACTORY = Object.keys(FACTORY_PARTS);
const WRITES: readonly OperationKind[] = ["create", "update"];

const LIMITS = { activities: 120, activityName: 55, concurrency: 50 };

/** Characters that no name in a factory has. Source: Microsoft, Azure Data Factory naming rules. */
const FORBIDDEN = /[<>*#.%&:\\+?/]/;

function onPipeline(refusal: Omit<Refusal, "types" | "kinds" | "says"> & { says: PipelineSays }): Refusal {
  return {
    ...refusal,
    types: [PIPELINE],
    kinds: WRITES,
    says: ({ values }) => {
      const properties = propertiesOf(values);
      return refusal.says(activitiesOf(properties.activities ?? null), properties);
    },
  };
}

type PipelineSays = (activities: readonly Activity[], properties: Operation["values"]) => string | undefined;

/** What is made in a factory: linked services, datasets, pipelines, triggers. */
export const FACTORY: readonly Refusal[] = [
  {
    id: "factory/json",
    refuses: "The activities of a pipeline are a JSON array; properties of a type are a JSON object.",
    source: "azurerm: data_factory_pipeline, activities_json; data_factory_linked_custom_service",
    status: 400,
    code: "BadRequest",
    types: IN_FACTORY,
    kinds: WRITES,
    says: ({ values }) => {
      const { activities = [], typeProperties = {} } = propertiesOf(values);
      return !Array.isArray(activities)
        ? "parsing 'activities': json: cannot unmarshal into a list"
        : isValues(typeProperties)
          ? undefined
          : "parsing 'typeProperties': json: cannot unmarshal into a map";
    },
  },
  {
    id: "factory/reference",
    refuses: "What something in a factory refers to is in the same factory by then.",
    source: "Azure-Player/azure.datafactory.tools issue 93; MicrosoftDocs/azure-docs issue 36750",
    status: 400,
    code: "BadRequest",
    types: IN_FACTORY,
    kinds: WRITES,
    says: ({ world, id, values }) =>
      first(referencesIn(values), (reference) =>
        world.find(`${factoryOf(id)}/${reference.kind}/${reference.name}`) === undefined
          ? `The document creation or update failed because of invalid reference '${reference.name}'. There is no such one among the factory's ${reference.kind}.`
          : undefined,
      ),
  },
  {
    id: "factory/referenced",
    refuses: "What something else in the factory refers to cannot be deleted.",
    source: "Microsoft: Data Factory, delete a linked service, dataset, pipeline or integration runtime",
    status: 400,
    code: "BadRequest",
    types: IN_FACTORY,
    kinds: ["delete"],
    says: ({ world, id }) => {
      const isThis = ({ kind, name }: FactoryReference): boolean => sameId(`${factoryOf(id)}/${kind}/${name}`, id);
      const others = IN_FACTORY.flatMap((type) => world.ofType(type))
        .filter((other) => !sameId(other.id, id) && sameId(factoryOf(other.id), factoryOf(id)))
        .filter((other) => referencesIn(other.values).some(isThis));
      return others.length === 0
        ? undefined
        : `The document cannot be deleted since it is referenced by ${others.map((other) => text(other.values, "name")).join(", ")}.`;
    },
  },
  {
    id: "factory/started-trigger",
    refuses: "A trigger that is started is neither changed nor deleted: it has to be stopped first.",
    source: "Azure/Azure-DataFactory issue 539; Azure-Player/azure.datafactory.tools issue 350",
    status: 400,
    code: "TriggerEnabledCannotUpdate",
    types: [TRIGGER],
    kinds: ["update", "delete"],
    says: ({ world, id }) =>
      isStarted(world.find(id)?.values ?? {})
        ? "Cannot update enabled Trigger; the trigger needs to be disabled first."
        : undefined,
  },
  {
    id: "factory/runtime-type",
    refuses: "A runtime stays what it is: self-hosted or not, linked or not.",
    source: "Azure/azure-quickstart-templates issue 5886; MicrosoftDocs/azure-docs issue 49041",
    status: 400,
    code: "DataFactoryPropertyUpdateNotSupported",
    types: [RUNTIME],
    kinds: ["update"],
    says: ({ values, before: runtime = {} }) => {
      const kindOf = (body: Operation["values"]): string =>
        `${text(propertiesOf(body), "type")}${linkedInfoOf(body) === undefined ? "" : ", linked"}`;
      return kindOf(values) === kindOf(runtime)
        ? undefined
        : `Updating property type is not supported: it is ${kindOf(runtime)}, asked for is ${kindOf(values)}.`;
    },
  },
  {
    id: "factory/runtime-target",
    refuses:
      "A linked runtime stays linked to where it is; nobody has seen yet whether Azure would relink it in place.",
    source: "assumed, to be on the safe side: a name that follows from the target never asks for it",
    status: 400,
    code: "DataFactoryPropertyUpdateNotSupported",
    types: [RUNTIME],
    kinds: ["update"],
    says: ({ values, before: runtime = {} }) => {
      const [now, then] = [runtime, values].map((body) => text(linkedInfoOf(body) ?? {}, "resourceId"));
      return now === "" || then === "" || sameId(now, then)
        ? undefined
        : `Updating property linkedInfo is not supported: it is linked to ${now}, asked for is ${then}.`;
    },
  },
  onPipeline({
    id: "factory/activities",
    refuses: `A pipeline has at most ${LIMITS.activities} activities, those in other activities included.`,
    source: "Microsoft: Azure Data Factory limits",
    status: 400,
    code: "BadRequest",
    says: ({ length }) => (length > LIMITS.activities ? `The pipeline has ${length} activities.` : undefined),
  }),
  onPipeline({
    id: "factory/activity-name",
    refuses: `An activity's name is its own in the pipeline, has at most ${LIMITS.activityName} characters, and none of <>*#.%&:\\+?/.`,
    source: "Microsoft: pipelines and activities in Azure Data Factory; naming rules",
    status: 400,
    code: "BadRequest",
    says: (activities) => {
      const names = activities.map(({ name }) => name);
      const twice = repeated(names);
      const odd = names.find((name) => name === "" || name.length > LIMITS.activityName || FORBIDDEN.test(name));
      return twice !== undefined
        ? `The activity name '${twice}' is used twice.`
        : odd && `'${odd}' is not a valid activity name.`;
    },
  }),
  onPipeline({
    id: "factory/activity-order",
    refuses: "An activity waits for others that stand beside it, and not, by way of them, for itself.",
    source: "Microsoft: pipelines and activities in Azure Data Factory, activity dependency",
    status: 400,
    code: "BadRequest",
    says: (activities) =>
      first(activities, (activity) => {
        const stranger = waitsFor(activity).find((name) => !activity.siblings.includes(name));
        return stranger !== undefined
          ? `The activity '${activity.name}' depends on '${stranger}', which is not beside it.`
          : before(activity, activities).has(activity.name)
            ? `The activity '${activity.name}' depends on itself.`
            : undefined;
      }),
  }),
  onPipeline({
    id: "factory/nesting",
    refuses: "A condition holds no condition and no loop; a loop holds no loop.",
    source: "Microsoft: nested activities in Azure Data Factory, limitations",
    status: 400,
    code: "BadRequest",
    says: (activities) =>
      first(activities, ({ name, type, container }) => {
        const outer = container === undefined ? "" : (CONTROL[container.type] ?? "");
        const forbidden = outer === "condition" ? type in CONTROL : outer === "loop" && CONTROL[type] === "loop";
        return forbidden ? `Container activity '${name}' cannot stand in '${container!.name}'.` : undefined;
      }),
  }),
  onPipeline({
    id: "factory/expression",
    refuses: "An expression names parameters and variables of its pipeline, and activities that have ended by then.",
    source: "Microsoft: expressions and functions in Azure Data Factory; template validation, InvalidTemplate",
    status: 400,
    code: "InvalidTemplate",
    says: (activities, properties) => first(activities, (activity) => misnamed(activity, activities, properties)),
  }),
  onPipeline({
    id: "factory/concurrency",
    refuses: `A pipeline runs 1-${LIMITS.concurrency} times at once.`,
    source: "azurerm: data_factory_pipeline, concurrency",
    status: 400,
    code: "BadRequest",
    says: (_, { concurrency }) =>
      typeof concurrency === "number" && (concurrency < 1 || concurrency > LIMITS.concurrency)
        ? `expected concurrency to be in the range (1 - ${LIMITS.concurrency}), got ${concurrency}`
        : undefined,
  }),
];

const CONTROL: Readonly<Record<string, "condition" | "loop">> = {
  IfCondition: "condition",
  Switch: "condition",
  ForEach: "loop",
  Until: "loop",
};

function misnamed(activity: Activity, all: readonly Activity[], pipeline: Operation["values"]): string | undefined {
  const declared = (property: string): string[] => Object.keys((pipeline[property] ?? {}) as object);
  const inside = all.filter(({ container }) => container?.name === activity.name).map(({ name }) => name);
  const ended = [...before(activity, all), ...(activity.type === "Until" ? inside : [])];
  const properties = (activity.json.typeProperties ?? {}) as Operation["values"];
  const set = /Variable$/.test(activity.type) ? [text(properties, "variableName")] : [];
  const wrong = (what: string, names: readonly string[], known: readonly string[]): string | undefined => {
    const name = names.find((candidate) => !known.includes(candidate));
    return name && `The activity '${activity.name}' names the ${what} '${name}', which is not there, or not by then.`;
  };
  const named = (pattern: RegExp): string[] =>
    expressionsOf(activity).flatMap((expression) => [...expression.matchAll(pattern)].map(([, name]) => name));
  return (
    wrong("parameter", named(/pipeline\(\)\.parameters\.(\w+)/g), declared("parameters")) ??
    wrong("variable", [...set, ...named(/variables\('([^']+)'\)/g)], declared("variables")) ??
    wrong("activity", named(/activity\('([^']+)'\)/g), ended)
  );
}
