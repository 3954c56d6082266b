import { Value, Values, isValues } from "../provider/value";
import { given } from "./types/kind";
import { blocks, text } from "./operation";

/** Something else in the same factory, by its kind as it stands in IDs, and its name. */
export interface FactoryReference {
  readonly kind: "linkedservices" | "datasets" | "pipelines" | "integrationRuntimes" | "credentials";
  readonly name: string;
}

/** How JSON in a factory says what kind of thing it refers to. Source: Microsoft, Data Factory REST reference. */
const KINDS_IN_JSON: Readonly<Record<string, FactoryReference["kind"]>> = {
  LinkedServiceReference: "linkedservices",
  DatasetReference: "datasets",
  PipelineReference: "pipelines",
  IntegrationRuntimeReference: "integrationRuntimes",
  CredentialReference: "credentials",
};

/** Arguments whose text is JSON. */
export const JSON_ARGUMENTS = ["activities_json", "type_properties_json", "schema_json"];

/** The runtime that every factory has. */
const BUILT_IN_RUNTIME = "AutoResolveIntegrationRuntime";

/** Everything in its factory to which something refers, by argument or in JSON. */
export function referencesOf(values: Values): FactoryReference[] {
  const named = (kind: FactoryReference["kind"], names: readonly string[]): FactoryReference[] =>
    names.map((name) => ({ kind, name }));
  const nameOf = (block: Values): string => text(block, "name");
  return [
    ...named("linkedservices", [
      ...deepTexts(values, "linked_service_name"),
      ...blocks(values, "linked_service").map(nameOf),
      ...given(values, "linked_service_id").map((id) => id.split("/").pop()!),
    ]),
    ...named("integrationRuntimes", [
      ...given(values, "integration_runtime_name"),
      ...blocks(values, "integration_runtime").map(nameOf),
    ]),
    ...named("pipelines", [...new Set([...given(values, "pipeline_name"), ...blocks(values, "pipeline").map(nameOf)])]),
    ...JSON_ARGUMENTS.flatMap((argument) => referencesInJson(parsed(text(values, argument)) ?? null)),
  ].filter(({ name }) => name !== "" && name !== BUILT_IN_RUNTIME);
}

/** What a text says in JSON; undefined where it is none. */
export function parsed(json: string): Value | undefined {
  try {
    return JSON.parse(json) as Value;
  } catch {
    return undefined;
  }
}

/** Every object within some JSON, itself included, outermost first. */
export function objectsIn(json: Value): Values[] {
  const inner = Array.isArray(json) ? json : isValues(json) ? Object.values(json) : [];
  return [...(isValues(json) ? [json] : []), ...inner.flatMap(objectsIn)];
}

function referencesInJson(json: Value): FactoryReference[] {
  return objectsIn(json).flatMap((object) => {
    const kind = KINDS_IN_JSON[text(object, "type")];
    return kind === undefined ? [] : [{ kind, name: text(object, "referenceName") }];
  });
}

/** Texts of this name, at whatever depth. */
function deepTexts(values: Values, name: string): string[] {
  return objectsIn(values).flatMap((object) => given(object, name));
}
