import { Rule, Violation } from "../core/rule";
import { isSame } from "../core/same";
import { IDataFactory } from "./data-factory";
import { IFactoryPart } from "./factory-part";
import { IIntegrationRuntime } from "./integration-runtime";

const OWN_FACTORY = new Rule({
  id: "data-factory/own-factory",
  why: "Names in a factory mean what lies in that factory.",
  fix: "Make the runtime, linked service, dataset or pipeline in the factory of whatever names it.",
  source: "Microsoft: Azure Data Factory naming rules",
});

/** Violations by parts that lie in another factory than the one that names them. */
export function foreignParts(dataFactory: IDataFactory, parts: readonly IFactoryPart[]): Violation[] {
  return [...new Set(parts)].flatMap((part) =>
    OWN_FACTORY.when(
      !isSame(part.dataFactory.factoryName, dataFactory.factoryName),
      `${part.node.path} of the factory ${part.dataFactory.factoryName} in ${dataFactory.factoryName}`,
    ),
  );
}

/** Violations by a runtime that lies in another factory than the linked service that names it. */
export function foreignRuntime(dataFactory: IDataFactory, runtime: IIntegrationRuntime | undefined): Violation[] {
  return OWN_FACTORY.when(
    runtime !== undefined && !isSame(runtime.factoryName, dataFactory.factoryName),
    `the runtime ${runtime?.runtimeName} of the factory ${runtime?.factoryName} in ${dataFactory.factoryName}`,
    "A runtime of another factory is linked first.",
  );
}
