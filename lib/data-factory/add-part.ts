import { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { AzureType, versioned } from "../azapi/api-versions";
import { AzapiResource } from "../azapi/azapi-resource";
import { NameKind, nameViolations } from "../core/resource-name";
import { Violation, refuse } from "../core/rule";
import { PartBodies } from "./bodies";
import { referenceViolations } from "./by-text";
import { IDataFactory } from "./data-factory";
import { takeName } from "./one-name";

/** What each kind of part is in Azure, and by which rule it is named. */
const KINDS: Readonly<Record<keyof PartBodies, { readonly type: AzureType; readonly name: NameKind }>> = {
  credential: { type: "Microsoft.DataFactory/factories/credentials", name: "credential" },
  dataset: { type: "Microsoft.DataFactory/factories/datasets", name: "dataset" },
  "integration runtime": {
    type: "Microsoft.DataFactory/factories/integrationRuntimes",
    name: "integrationRuntime",
  },
  "linked service": { type: "Microsoft.DataFactory/factories/linkedservices", name: "linkedService" },
  pipeline: { type: "Microsoft.DataFactory/factories/pipelines", name: "pipeline" },
};

/** Everything that {@link addPart} has made. */
const PARTS = new WeakSet<TerraformResource>();

/** A name within a factory. */
export interface PartName {
  /** The factory in which it lies. */
  readonly dataFactory: IDataFactory;
  readonly name: string;
  /** What to do about a name that is taken, where the reader did not give it. */
  readonly advice?: string;
}

/** A part of a factory. */
export interface PartProps<Kind extends keyof PartBodies> extends PartName {
  /** What Data Factory is told, in the form in which it keeps it. */
  readonly body: PartBodies[Kind];
  /** The parts that the body names, and what Azure wants to be there before it takes the part. */
  readonly after?: readonly (ITerraformDependable | undefined)[];
}

/** What is wrong with the name of a part; the name is taken then. For constructs that say everything wrong at once. */
export function partNameViolations(part: Construct, kind: keyof PartBodies, given: PartName): Violation[] {
  const { dataFactory, name, advice } = given;
  return [...nameViolations(KINDS[kind].name, name), ...takeName(part, dataFactory.factoryName, kind, name, advice)];
}

/**
 * Makes what `part` stands for in its factory, the only way to anything that a factory holds but triggers.
 *
 * What goes must outlive the update of what named it, or Data Factory refuses to delete it, in this apply and in every
 * later one. So each part is replaced by making the new one first, from its first apply on, since Terraform heeds that
 * only where it is in the state already. Nothing under such a part may be replaced under its own name: names are known
 * when the stack is synthesized, and the body refers to nothing but parts.
 */
export function addPart<Kind extends keyof PartBodies>(
  part: Construct,
  kind: Kind,
  props: PartProps<Kind>,
): AzapiResource {
  const after = [...new Set(props.after)].filter((one) => one !== undefined);
  refuse(
    part,
    partNameViolations(part, kind, props),
    referenceViolations(part, props.body, (resource) => PARTS.has(resource)),
  );
  const resource = new AzapiResource(part, "Resource", {
    type: versioned(KINDS[kind].type),
    name: props.name,
    parentId: props.dataFactory.resourceId,
    body: { properties: props.body },
    lifecycle: { createBeforeDestroy: true },
    dependsOn: after.length === 0 ? undefined : after,
  });
  PARTS.add(resource);
  return resource;
}
