type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Blocks = Record<string, Record<string, Record<string, Json>>>;

/** `azurerm_data_factory.Domain_DataFactory_F72F0298`, as it stands in expressions and in `depends_on`. */
const REFERENCE = /\b((?:data\.)?[a-z]+_[a-z_]+)\.([A-Za-z][\w-]*)/g;

/**
 * What only the one stack's JSON says (`+`) and what only the other's (`-`), a leaf a line; empty where both say the
 * same. Logical IDs and metadata do not count: in the place of a reference stands what it refers to. Nor do the keys of
 * `triggers`, which are mere labels.
 */
export function differences(one: string, other: string): string[] {
  const [left, right] = [statements(one), statements(other)];
  return [...beyond(left, right).map((line) => `+ ${line}`), ...beyond(right, left).map((line) => `- ${line}`)];
}

/** What is in `lines` more often than in `others`. */
function beyond(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const index = left.indexOf(line);
    return index === -1 || left.splice(index, 1).length === 0;
  });
}

function statements(text: string): string[] {
  const stack = JSON.parse(text) as Record<string, Json>;
  const blocks = { ...blocksOf(stack["resource"]), ...blocksOf(stack["data"], "data.") };

  const content = (body: Record<string, Json>): string[] =>
    leaves(without(body, "//"), "", (value) =>
      value.replace(REFERENCE, (reference, type: string, id: string) => {
        const target = blocks[type]?.[id];
        return target === undefined ? reference : `${type}(${content(target).join(", ")})`;
      }),
    );
  const resources = Object.entries(blocks).flatMap(([type, byId]) =>
    Object.values(byId).flatMap((body) => content(body).map((leaf) => `${type} ${labelOf(body)}${leaf}`)),
  );
  // The backend holds the path of a folder.
  const terraform = without(stack["terraform"] as Record<string, Json>, "backend");
  return [...resources, ...leaves({ ...without(stack, "//", "resource", "data"), terraform }, "", (value) => value)];
}

function blocksOf(section: Json | undefined, prefix = ""): Blocks {
  return Object.fromEntries(Object.entries((section ?? {}) as Blocks).map(([type, byId]) => [prefix + type, byId]));
}

function without(body: Record<string, Json>, ...keys: string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}

/** For whoever reads a difference. */
function labelOf(body: Record<string, Json>): string {
  const label = body["name"] ?? body["role_definition_name"];
  return typeof label === "string" ? `${label} ` : "";
}

/** `path = value`, one for each value that holds no others, and for each line of a file in base64. */
function leaves(value: Json, path: string, text: (value: string) => string): string[] {
  if (typeof value === "string") {
    return decoded(text(value))
      .split("\n")
      .map((line) => `${path} = ${line}`);
  }
  if (value === null || typeof value !== "object") {
    return [`${path} = ${String(value)}`];
  }
  const labelled = path.endsWith(".triggers");
  const within = Object.entries(value).map(([key, item]) =>
    leaves(item, labelled ? `${path}[]` : `${path}.${key}`, text),
  );
  if (within.length === 0) {
    return [`${path} is empty`];
  }
  return labelled ? within.flat().sort() : within.flat();
}

/** What stands in base64, where it does, for the reader's sake. */
function decoded(value: string): string {
  const bytes = Buffer.from(value, "base64");
  const isBase64 = value.endsWith("=") || value.length > 100;
  return isBase64 && bytes.toString("base64") === value ? bytes.toString("utf8") : value;
}
