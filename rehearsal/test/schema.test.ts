import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBindings, readProviderBindings } from "../src/schema/bindings";
import { providerSchema } from "../src/schema/provider-schema";
import { Attribute, Groups, NestedBlock, TypeSchema, ValueType, walk } from "../src/schema/schema";

/** The provider's own schema: AZURERM_SCHEMA names the file, or it lies beside the checkout. */
const ORACLE = process.env.AZURERM_SCHEMA ?? join(__dirname, "../../../shared/facts/azurerm-4.55.0-schema.json");

interface OracleAttribute {
  readonly type: string;
  readonly elem?: { readonly type: string };
  readonly block?: Record<string, OracleAttribute>;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly exactlyOneOf?: string[];
  readonly conflictsWith?: string[];
  readonly requiredWith?: string[];
}

/** Everything that is said of one argument, by its path; a field of an object has a type and nothing else. */
type Described = Record<string, Record<string, unknown>>;

const FLAGS = ["required", "optional", "computed", "sensitive", "writeOnly", "deprecated", "forceNew"] as const;
const { resources, dataSources } = providerSchema("azurerm");
const types = [
  ...Object.entries(resources),
  ...Object.entries(dataSources).map(([name, schema]): [string, TypeSchema] => [`data.${name}`, schema]),
];

if (existsSync(ORACLE)) {
  const oracle = JSON.parse(readFileSync(ORACLE, "utf8")) as Record<
    string,
    { attributes: Record<string, OracleAttribute> }
  >;
  it.each(types)("%s is as the provider knows it, argument by argument", (name, schema) => {
    const objects = new Set<string>();
    const described = ours(schema, objects);
    expect(described).toEqual(theirs(oracle[name].attributes, objects));
  });
} else {
  it("needs the provider's own schema to compare with", () => {
    console.warn(`Nothing is compared: there is no ${ORACLE}. Set AZURERM_SCHEMA.`);
    expect(process.env.CI).not.toBe("true");
  });
}

it("knows the identity of a factory: who it is, is known after apply", () => {
  const { block } = resources.azurerm_data_factory.block.blocks.identity;
  const computed = Object.entries(block.attributes).filter(([, { computed }]) => computed);
  expect(computed.map(([name]) => name).sort()).toEqual(["principal_id", "tenant_id"]);
});

function ours({ block, groups }: TypeSchema, objects: Set<string>): Described {
  const described: Described = {};
  const describe = (path: string, type: string, it: Attribute | NestedBlock): void => {
    if (path === "id" || /^timeouts\b/.test(path)) {
      return; // every type of the provider SDK has these
    }
    const isBlock = "block" in it;
    const flags = FLAGS.filter((flag) =>
      flag === "optional" && isBlock ? !it.required : flag in it && it[flag as keyof typeof it],
    );
    described[path] = {
      type,
      flags,
      default: isBlock ? undefined : it.default,
      items: [it.min, it.max],
      ...together(path, groups),
    };
  };
  walk(block, {
    attribute: (path, it) => {
      describe(path, shape(it.type), it);
      Object.assign(described, fieldsOf(path, it.type, objects));
    },
    block: (path, it) => describe(path, `${it.nesting.toLowerCase()} of blocks`, it),
  });
  return described;
}

function fieldsOf(path: string, type: ValueType, objects: Set<string>): Described {
  const element = Array.isArray(type) ? type[1] : undefined;
  if (!Array.isArray(element) || element[0] !== "object") {
    return {};
  }
  objects.add(path);
  const described = Object.entries(element[1]).map(([name, field]) => ({
    [`${path}.${name}`]: { type: shape(field) },
    ...fieldsOf(`${path}.${name}`, field, objects),
  }));
  return Object.assign({}, ...described) as Described;
}

function together(path: string, { exactlyOneOf, conflicts, requiredWith }: Groups): Record<string, string[]> {
  const spelt = (group: string[]): string[] => group.map((member) => member.replaceAll(".0.", "."));
  const oneOf = exactlyOneOf.map(spelt).filter((group) => group.includes(path));
  const against = conflicts.map(spelt).filter(([first]) => first === path);
  const needed = requiredWith.map(spelt).filter(([first]) => first === path);
  const others = (groups: string[][]): string[] =>
    groups
      .flat()
      .filter((member) => member !== path)
      .sort();
  return { exactlyOneOf: others(oneOf), conflicts: others(against), requiredWith: others(needed) };
}

function theirs(attributes: Record<string, OracleAttribute>, objects: ReadonlySet<string>, prefix = ""): Described {
  const described: Described = {};
  for (const [name, it] of Object.entries(attributes)) {
    const path = prefix + name;
    const shown = it.block === undefined ? plain(it) : `${it.type} of ${objects.has(path) ? "objects" : "blocks"}`;
    const others = (paths: string[] = []): string[] =>
      paths
        .map((other) => other.replaceAll(".0.", "."))
        .filter((other) => other !== path)
        .sort();
    described[path] = objects.has(prefix.slice(0, -1))
      ? { type: shown }
      : {
          type: shown,
          flags: FLAGS.filter((flag) => it[flag as keyof OracleAttribute] === true),
          default: it.default,
          items: [it.minItems ?? (it.block !== undefined && it.required === true ? 1 : 0), it.maxItems ?? 0],
          exactlyOneOf: others(it.exactlyOneOf),
          conflicts: others(it.conflictsWith),
          requiredWith: others(it.requiredWith),
        };
    Object.assign(described, it.block === undefined ? {} : theirs(it.block, objects, `${path}.`));
  }
  return described;
}

function shape(type: ValueType): string {
  if (typeof type === "string") {
    return type;
  }
  return type[0] === "object" ? "objects" : `${type[0]} of ${shape(type[1])}`;
}

function plain({ type, elem }: OracleAttribute): string {
  const name = (of: string): string => (of === "int" || of === "float" ? "number" : of);
  return elem === undefined ? name(type) : `${type} of ${name(elem.type)}`;
}

it("knows a wait as the bindings of hashicorp/time do, which users need not install", () => {
  const { block } = providerSchema("time").resources.time_sleep;
  const bindings = readBindings("@cdktf/provider-time/lib/sleep", "Sleep");
  bindings.attributes.triggers.forceNew = true; // of which bindings know nothing
  expect(block).toEqual(bindings);
});

it("reads bindings made for CDK Terrain, which call their library by another name", () => {
  const folder = mkdtempSync(join(tmpdir(), "bindings-"));
  try {
    const renamed = (module: string): string => {
      const [code, map] = readFileSync(require.resolve(module), "utf8").split("base64,");
      const source = Buffer.from(map, "base64").toString().replaceAll("cdktf.", "cdktn.");
      const file = join(folder, `${module.replaceAll("/", "-")}.js`);
      writeFileSync(file, `${code}base64,${Buffer.from(source).toString("base64")}`);
      return file;
    };
    const secret = ["@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret", "DataAzurermKeyVaultSecret"] as const;
    expect(readBindings(renamed(secret[0]), secret[1])).toEqual(readBindings(...secret));
    const provider = ["@cdktf/provider-azurerm/lib/provider", "AzurermProvider"] as const;
    expect(readProviderBindings(renamed(provider[0]), provider[1])).toEqual(readProviderBindings(...provider));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("knows machines on an Azure Stack Hub as far as the bindings and a table of our own do", () => {
  const { resources: onSite } = providerSchema("azurestack");
  const { attributes, blocks } = onSite.azurestack_linux_virtual_machine.block;
  const named = (flag: "required" | "forceNew" | "sensitive") =>
    Object.keys(attributes).filter((name) => attributes[name][flag]);
  expect(named("required")).toEqual([
    "admin_username",
    "location",
    "name",
    "network_interface_ids",
    "resource_group_name",
    "size",
  ]);
  expect(named("sensitive")).toEqual(["admin_password", "custom_data"]);
  expect(named("forceNew")).not.toContain("size");
  expect(attributes.disable_password_authentication.default).toBe(true);
  expect([blocks.admin_ssh_key.nesting, blocks.os_disk.min, blocks.os_disk.max]).toEqual(["SET", 1, 1]);
});
