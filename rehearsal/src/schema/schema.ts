/**
 * A type as Terraform writes it in JSON: `"string"`, `["list","string"]`, `["object",{"port":"number"}]`; `"dynamic"` is
 * any, with each value's own type beside it.
 */
export type ValueType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | ["list" | "set" | "map", ValueType]
  | ["object", Record<string, ValueType>];

/** An argument or result of a type of resource. */
export interface Attribute {
  type: ValueType;
  required: boolean;
  optional: boolean;
  computed: boolean;
  sensitive: boolean;
  writeOnly: boolean;
  deprecated: boolean;
  forceNew: boolean;
  /** Whether it is a text that is compared as the JSON that it is. */
  json: boolean;
  /** What an argument that is left out is set to. */
  default?: string | number | boolean;
  /** Item counts of a list or set, 0 for no limit; Terraform is not told, the provider checks them. */
  min: number;
  max: number;
}

/** What an attribute is about which nothing is said. */
export const PLAIN_ATTRIBUTE: Attribute = {
  type: "string",
  required: false,
  optional: false,
  computed: false,
  sensitive: false,
  writeOnly: false,
  deprecated: false,
  forceNew: false,
  json: false,
  min: 0,
  max: 0,
};

/** How often a block may stand in its parent. */
export type Nesting = "SINGLE" | "LIST" | "SET";

/** A block within a block. */
export interface NestedBlock {
  nesting: Nesting;
  required: boolean;
  computed: boolean;
  /** Terraform is not told, but for what is in it. */
  sensitive: boolean;
  deprecated: boolean;
  forceNew: boolean;
  min: number;
  max: number;
  block: Block;
}

/** What stands between braces. */
export interface Block {
  attributes: Record<string, Attribute>;
  blocks: Record<string, NestedBlock>;
}

/** Arguments that belong together, each as a path. */
export interface Groups {
  /** Of each group one argument is given, no more, no fewer. */
  exactlyOneOf: string[][];
  /** The first is not given together with any of the others. */
  conflicts: string[][];
  /** The first is given only with all the others. */
  requiredWith: string[][];
}

/** A type of resource or data source. */
export interface TypeSchema {
  readonly name: string;
  block: Block;
  groups: Groups;
}

/** Calls back for every attribute and block with its path, parents first. */
export function walk(
  block: Block,
  visit: { attribute?: (path: string, it: Attribute) => void; block?: (path: string, it: NestedBlock) => void },
  prefix = "",
): void {
  for (const [name, attribute] of Object.entries(block.attributes)) {
    visit.attribute?.(prefix + name, attribute);
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    visit.block?.(prefix + name, nested);
    walk(nested.block, visit, `${prefix}${name}.`);
  }
}

/** A schema as the plugin protocol wants it. */
export function toProtocol(schema: { block: Block }): object {
  return { version: 0, block: protocolBlock(schema.block) };
}

function protocolBlock(block: Block): object {
  return {
    attributes: Object.entries(block.attributes).map(([name, attribute]) => ({
      name,
      type: Buffer.from(JSON.stringify(attribute.type)),
      required: attribute.required,
      optional: attribute.optional,
      computed: attribute.computed,
      sensitive: attribute.sensitive,
      deprecated: attribute.deprecated,
      write_only: attribute.writeOnly,
    })),
    block_types: Object.entries(block.blocks).map(([name, nested]) => ({
      type_name: name,
      nesting: nested.nesting,
      // An optional block has no least count here: left out, it stands no time. The provider checks what is given.
      min_items: nested.required ? Math.max(1, nested.min) : 0,
      max_items: nested.nesting === "SINGLE" ? 0 : nested.max,
      block: protocolBlock(nested.block),
    })),
  };
}
