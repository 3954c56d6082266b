import { Configuration } from "./terraform";

/** One thing that the library adds, taken out of a stack. */
export interface Mutation {
  /** What is gone. */
  readonly what: string;
  readonly apply: (configuration: Configuration) => void;
  /** What is waited for no more: made slow, it shows whether anything hangs on the wait. */
  readonly slow?: { readonly type: string; readonly values: Readonly<Record<string, string>> };
}

type Resource = Record<string, unknown> & { depends_on?: string[]; triggers?: Record<string, string> };

/** Every role, every wait, and every single thing that something waits for, each as a mutation of its own. */
export function mutationsOf(configuration: Configuration): Mutation[] {
  const all = resourcesOf(configuration);
  const removals = all
    .filter(([address]) => /^(?:azurerm_role_assignment|time_sleep)\./.test(address))
    .map(([address]) => ({ what: `without ${address}`, apply: (copy: Configuration) => remove(copy, address) }));
  const dependencies = all.flatMap(([address, { depends_on: needs = [] }]) =>
    needs.map((need) => ({
      what: `${address} does not wait for ${need}`,
      apply: (copy: Configuration) => forget(find(copy, address), need),
      slow: slowed(configuration, need),
    })),
  );
  const triggers = all.flatMap(([address, { triggers: named = {} }]) =>
    Object.entries(named).map(([trigger, value]) => ({
      what: `${address} does not wait for ${trigger}`,
      apply: (copy: Configuration) => delete find(copy, address).triggers?.[trigger],
      slow: slowed(configuration, /\$\{(\w+\.[\w-]+)\./.exec(value)?.[1] ?? ""),
    })),
  );
  return [...removals, ...dependencies, ...triggers];
}

function resourcesOf({ resource = {} }: Configuration): [string, Resource][] {
  return Object.entries(resource).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, block]): [string, Resource] => [`${type}.${id}`, block]),
  );
}

function find(configuration: Configuration, address: string): Resource {
  return resourcesOf(configuration).find(([candidate]) => candidate === address)![1];
}

/** How to know a resource by its literal arguments. */
function slowed(configuration: Configuration, address: string): Mutation["slow"] {
  const literals = Object.entries(find(configuration, address)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[1].includes("${"),
  );
  return { type: address.split(".")[0], values: Object.fromEntries(literals) };
}

/** Takes a resource out, and out of whatever waits for it. */
function remove(configuration: Configuration, address: string): void {
  const [type = "", id = ""] = address.split(".");
  delete configuration.resource![type][id];
  resourcesOf(configuration).forEach(([, resource]) => {
    forget(resource, address);
    const kept = Object.entries(resource.triggers ?? {}).filter(([, value]) => !value.includes(`${address}.`));
    if (resource.triggers !== undefined) {
      resource.triggers = Object.fromEntries(kept);
    }
  });
}

function forget(resource: Resource, address: string): void {
  if (resource.depends_on !== undefined) {
    resource.depends_on = resource.depends_on.filter((need) => need !== address);
  }
}
