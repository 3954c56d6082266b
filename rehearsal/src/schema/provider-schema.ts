import { isInstalled } from "../installed";
import { AZAPI } from "./azapi";
import { readBindings, readProviderBindings } from "./bindings";
import { Attribute, Block, NestedBlock, TypeSchema, walk } from "./schema";
import { DATA_SOURCES, RESOURCES, Supplement } from "./supplement";
import { TIME } from "./time";

/** All that Terraform wants to know of a provider. */
export interface ProviderSchema {
  /** As in `hashicorp/<name>`. */
  readonly name: string;
  readonly configuration: Block;
  readonly resources: Readonly<Record<string, TypeSchema>>;
  readonly dataSources: Readonly<Record<string, TypeSchema>>;
  /** What is opened and closed, and never kept. */
  readonly ephemerals?: Readonly<Record<string, TypeSchema>>;
}

const CLASSES: Readonly<Record<string, string>> = {
  azurerm: "AzurermProvider",
  azurestack: "AzurestackProvider",
};

/** Providers for which the library has no bindings: what of them is used is written down here too. */
const BY_HAND: Readonly<Record<string, ProviderSchema>> = { azapi: AZAPI, time: TIME };

/** Providers that the double serves: those whose bindings are installed, and those that need none. */
export const PROVIDERS: readonly string[] = [
  ...Object.keys(CLASSES).filter((name) => isInstalled(moduleOf(name))),
  ...Object.keys(BY_HAND),
];

function moduleOf(name: string): string {
  return `@cdktf/provider-${name}/lib/provider`;
}

const read = new Map<string, ProviderSchema>();

/** A provider as the installed bindings know it, with what our own table adds; read once per process. */
export function providerSchema(name: string): ProviderSchema {
  const known = BY_HAND[name] ?? read.get(name) ?? readProvider(name);
  read.set(name, known);
  return known;
}

/** One more type of a provider that has bindings. */
export function serveType(type: string, supplement: Supplement): TypeSchema {
  const [name] = type.split("_");
  const provider = providerSchema(name);
  const schema = supplemented(type, supplement);
  read.set(name, { ...provider, resources: { ...provider.resources, [type]: schema } });
  return schema;
}

function readProvider(name: string): ProviderSchema {
  const configuration = readProviderBindings(moduleOf(name), CLASSES[name]);
  delete configuration.attributes.alias; // Terraform's own
  const typesIn = (table: Readonly<Record<string, Supplement>>): Record<string, TypeSchema> =>
    Object.fromEntries(
      Object.entries(table)
        .filter(([type]) => type.startsWith(`${name}_`))
        .map(([type, supplement]) => [type, supplemented(type, supplement)]),
    );
  return { name, configuration, resources: typesIn(RESOURCES), dataSources: typesIn(DATA_SOURCES) };
}

function supplemented(name: string, supplement: Supplement): TypeSchema {
  const block = readBindings(supplement.module, supplement.className);
  const unused = new Set(pathsOf(supplement));
  const applies = (paths: readonly string[] | undefined, path: string): boolean => {
    const found = paths?.find((named) => path === named || path.startsWith(`${named}.`));
    return found !== undefined && (unused.delete(found), true);
  };
  const exactly = (paths: readonly string[] | undefined, path: string): boolean =>
    paths?.includes(path) === true && (unused.delete(path), true);
  const complete = (path: string, it: Attribute | NestedBlock): void => {
    it.sensitive = exactly(supplement.sensitive, path);
    it.deprecated = exactly(supplement.deprecated, path);
    it.forceNew = path !== "id" && !applies(["timeouts"], path) && replaces(path, it);
    const { min, max } = supplement.items?.[path] ?? {};
    unused.delete(path);
    it.min = min ?? it.min;
    it.max = max ?? it.max;
  };
  const replaces = (path: string, it: Attribute | NestedBlock): boolean =>
    supplement.changeable === undefined
      ? exactly(supplement.forceNew, path)
      : !applies(supplement.changeable, path) && ("block" in it || it.required || it.optional);
  walk(block, {
    attribute: (path, it) => {
      complete(path, it);
      it.writeOnly = exactly(supplement.writeOnly, path);
      it.json = exactly(supplement.json, path);
      it.default = supplement.defaults?.[path];
    },
    block: (path, it) => {
      complete(path, it);
      it.computed = exactly(supplement.computed, path);
    },
  });
  if (unused.size > 0) {
    throw new Error(`${name} has no ${[...unused].join(", ")}: the table of the rehearsal does not fit the bindings.`);
  }
  return {
    name,
    block,
    groups: {
      exactlyOneOf: copy(supplement.exactlyOneOf),
      conflicts: copy(supplement.conflicts),
      requiredWith: copy(supplement.requiredWith),
    },
  };
}

function pathsOf({
  forceNew,
  changeable,
  computed,
  sensitive,
  writeOnly,
  deprecated,
  json,
  defaults,
  items,
}: Supplement): string[] {
  const lists = [
    forceNew,
    changeable,
    computed,
    sensitive,
    writeOnly,
    deprecated,
    json,
    Object.keys({ ...defaults, ...items }),
  ];
  return lists.flatMap((list) => list ?? []);
}

const copy = (groups: readonly (readonly string[])[] = []): string[][] => groups.map((group) => [...group]);
