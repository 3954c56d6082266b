import { readFileSync } from "node:fs";
import { Block, NestedBlock, PLAIN_ATTRIBUTE, ValueType } from "./schema";

/**
 * Reads what the installed bindings know of a type: names, types, blocks, required, optional and computed.
 *
 * All of it stands in the comments and getters of the generated TypeScript, which the bindings carry in the source map
 * at the end of each `index.js`. The JavaScript beside it has lost the comments, the `.d.ts` has lost the sets. Bindings
 * made for CDK Terrain say `cdktn.` where others say `cdktf.`.
 */
export function readBindings(modulePath: string, className: string): Block {
  return new Bindings(sourceOf(modulePath)).block(className);
}

/** The same for a provider's own configuration, whose nested blocks are plain interfaces. */
export function readProviderBindings(modulePath: string, className: string): Block {
  return new Bindings(sourceOf(modulePath)).interfaceBlock(`${className}Config`);
}

function sourceOf(modulePath: string): string {
  const file = require.resolve(modulePath);
  const script = readFileSync(file, "utf8");
  const marker = "sourceMappingURL=data:application/json;base64,";
  const start = script.lastIndexOf(marker);
  if (start < 0) {
    throw new Error(`${file} carries no source map; the rehearsal reads the types of the bindings from it.`);
  }
  const map = JSON.parse(Buffer.from(script.slice(start + marker.length), "base64").toString()) as {
    sourcesContent: string[];
  };
  return map.sourcesContent.join("\n");
}

/** Getters of the bindings, by the type that they read. */
const GETTERS: Record<string, ValueType> = {
  String: "string",
  Number: "number",
  Boolean: "bool",
  List: ["list", "string"],
  NumberList: ["list", "number"],
  StringMap: ["map", "string"],
  NumberMap: ["map", "number"],
  BooleanMap: ["map", "bool"],
};

const ATTRIBUTE = /\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n/g;

class Bindings {
  private readonly classes = new Map<string, string>();
  private readonly interfaces = new Map<string, string>();

  constructor(source: string) {
    for (const [, name, body] of source.matchAll(/^export class (\w+) extends [^{]+\{\n([\s\S]*?)^\}/gm)) {
      this.classes.set(name, body);
    }
    for (const [, name, body] of source.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)) {
      this.interfaces.set(name, body);
    }
  }

  public block(className: string): Block {
    const body = this.classes.get(className);
    if (body === undefined) {
      throw new Error(`The bindings have no class ${className}.`);
    }
    const base = className.replace(/OutputReference$/, "");
    const config = this.interfaces.get(`${base}Config`) ?? this.interfaces.get(base) ?? "";
    const block: Block = { attributes: {}, blocks: {} };
    const found = [...body.matchAll(ATTRIBUTE)];
    found.forEach((match, index) => {
      const [comment, name, ...flags] = match as unknown as [string, string, string, string, string];
      const code = body.slice(match.index + comment.length, found[index + 1]?.index);
      const [computed, optional, required] = flags.map((flag) => flag === "true") as [boolean, boolean, boolean];
      const nested = nestedIn(code, name);
      if (nested !== undefined && config.includes(`* ${name} block\n`)) {
        block.blocks[name] = this.nestedBlock(name, nested, { computed, required });
      } else {
        const type = nested === undefined ? plainType(code, name) : this.objectType(nested);
        block.attributes[name] = { ...PLAIN_ATTRIBUTE, type, required, optional, computed };
      }
    });
    return block;
  }

  /** A provider's configuration: nothing in it is computed, a block that is no array stands once at most. */
  public interfaceBlock(name: string): Block {
    const block: Block = { attributes: {}, blocks: {} };
    const member = /#\w+ \w+#(\w+)\}\n(?:(?!\*\/)[\s\S])*?\*\/\n\s*readonly \w+(\?)?: ([\s\S]*?);\n/g;
    for (const [, attribute, question, text] of this.interfaces.get(name)?.matchAll(member) ?? []) {
      const type = text.replace(/ \| cdkt[fn]\.IResolvable/g, "");
      const required = question === undefined;
      const item = type.replace(/\[\]$/, "");
      if (this.interfaces.has(item)) {
        block.blocks[attribute] = {
          nesting: "LIST",
          required,
          computed: false,
          sensitive: false,
          deprecated: false,
          forceNew: false,
          min: required ? 1 : 0,
          max: item === type ? 1 : 0,
          block: this.interfaceBlock(item),
        };
      } else {
        block.attributes[attribute] = { ...PLAIN_ATTRIBUTE, type: interfaceType(type), required, optional: !required };
      }
    }
    return block;
  }

  private nestedBlock(name: string, nested: Nested, flags: { computed: boolean; required: boolean }): NestedBlock {
    return {
      // Timeouts are the one block that the provider SDK declares as a single object.
      nesting: name === "timeouts" ? "SINGLE" : nested.set ? "SET" : "LIST",
      ...flags,
      sensitive: false,
      deprecated: false,
      forceNew: false,
      min: flags.required ? 1 : 0,
      max: nested.single ? 1 : 0,
      block: this.block(`${nested.base}OutputReference`),
    };
  }

  private objectType({ base, set, single }: Nested): ValueType {
    const { attributes, blocks } = this.block(`${base}OutputReference`);
    const object: ValueType = [
      "object",
      {
        ...Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type])),
        ...Object.fromEntries(
          Object.entries(blocks).map(([name]) => {
            throw new Error(`${base}.${name}: a block within an attribute.`);
          }),
        ),
      },
    ];
    return [set && !single ? "set" : "list", object];
  }
}

interface Nested {
  /** The class of the block, without `List` or `OutputReference`. */
  readonly base: string;
  readonly single: boolean;
  readonly set: boolean;
}

function nestedIn(code: string, name: string): Nested | undefined {
  const made = new RegExp(`new (\\w+?)(List|OutputReference)\\(this, "${name}"(?:, (true|false))?\\)`).exec(code);
  return made === null ? undefined : { base: made[1], single: made[2] === "OutputReference", set: made[3] === "true" };
}

function plainType(code: string, name: string): ValueType {
  const map = /new cdkt[fn]\.(String|Number|Boolean)Map\(/.exec(code);
  const getter = /return (.*?)this\.get(\w+)Attribute\(/.exec(code);
  const known = map === null ? GETTERS[getter?.[2] ?? ""] : GETTERS[`${map[1]}Map`];
  if (known === undefined) {
    throw new Error(`The rehearsal does not know the type of ${name}: ${code.trim().split("\n")[0]}`);
  }
  return getter?.[1]?.includes("Fn.tolist(") && typeof known !== "string" ? (["set", known[1]] as ValueType) : known;
}

function interfaceType(type: string): ValueType {
  switch (type) {
    case "string":
    case "number":
      return type;
    case "boolean":
      return "bool";
    case "string[]":
      return ["list", "string"];
    default:
      return ["map", "string"];
  }
}
