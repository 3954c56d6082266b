import { TerraformStack } from "cdktf";
import { Template, template } from "../stack";

/** Kinds of parts as Azure calls them. */
export type Kind = "credentials" | "datasets" | "integrationRuntimes" | "linkedservices" | "pipelines";

/** A part of a factory, as a synthesized stack says it. */
export interface Part {
  /** In Terraform: `azapi_resource.<logical ID>`. */
  readonly address: string;
  readonly name: string;
  readonly parent_id: string;
  readonly properties: Record<string, unknown>;
  readonly depends_on: readonly string[];
  /** All that Terraform reads. */
  readonly block: Record<string, unknown>;
}

/** The parts of one kind, in the order of their logical IDs. */
export function partsIn({ resource }: Template, kind: Kind): Part[] {
  return Object.entries(resource?.azapi_resource ?? {})
    .filter(([, { type }]) => type === `Microsoft.DataFactory/factories/${kind}@2018-06-01`)
    .map(([logicalId, block]) => ({
      address: `azapi_resource.${logicalId}`,
      name: String(block.name),
      parent_id: String(block.parent_id),
      properties: (block.body as { properties: Record<string, unknown> }).properties,
      depends_on: (block.depends_on ?? []) as string[],
      block,
    }));
}

/** The same of a stack. */
export function partsOf(stack: TerraformStack, kind: Kind): Part[] {
  return partsIn(template(stack), kind);
}

/** What Data Factory is told of the part of this kind and name. */
export function propertiesOf(stack: TerraformStack, kind: Kind, name: string): Record<string, unknown> {
  const part = partsOf(stack, kind).find((one) => one.name === name);
  if (part === undefined) throw new Error(`there are no ${kind} ${name}`);
  return part.properties;
}
