import { Value, Values, isValues } from "../provider/value";
import { text } from "./operation";

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

/** The runtime that every factory has. */
const BUILT_IN_RUNTIME = "AutoResolveIntegrationRuntime";

/** Everything in its factory to which something refers: names that Azure knows, expressions it does not look into. */
export function referencesIn(json: Value): FactoryReference[] {
  return objectsIn(json)
    .flatMap((object) => {
      const kind = KINDS_IN_JSON[text(object, "type")];
      return kind === undefined ? [] : [{ kind, name: text(object, "referenceName") }];
    })
    .filter(({ name }) => name !== "" && name !== BUILT_IN_RUNTIME);
}

/** Every object within some JSON, itself included, outermost first. */
export function objectsIn(json: Value): Values[] {
  const inner = Array.isArray(json) ? json : isValues(json) ? Object.values(json) : [];
  return [...(isValues(json) ? [json] : []), ...inner.flatMap(objectsIn)];
}
