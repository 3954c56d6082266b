import type { Referred } from "./azure/world";
import { Configuration } from "./terraform";

/** One thing that the library adds, taken out of a stack. */
export interface Mutation {
  /** What is gone. */
  readonly what: string;
  /** The resource that lacks it, as text: whom it names is concerned. */
  readonly about: string;
  readonly apply: (configuration: Configuration) => void;
  /** What is waited for no more: made slow, it shows whether anything hangs on the wait. */
  readonly slow: readonly Slowed[];
}

/** Resources of a type, by their literal arguments, and those that come from something with a name. */
export interface Slowed {
  readonly type: string;
  readonly values: Readonly<Record<string, string>>;
  readonly references?: Readonly<Record<string, Referred>>;
}

type Resource = Record<string, unknown> & { depends_on?: string[]; triggers?: Record<string, string> };

/**
 * Every role, every wait, and every single thing that something waits for, each as a mutation of its own; but for what
 * is waited for in another way as well: without it, Terraform does the same.
 */
export function mutationsOf(configuration: Configuration): Mutation[] {
  const all = resourcesOf(configuration);
  const removals = all
    .filter(([address]) => /^(?:azurerm_role_assignment|time_sleep)\./.test(address))
    .map(([address, resource]) => ({
      what: `without ${address}`,
      about: JSON.stringify(resource),
      apply: (copy: Configuration) => remove(copy, address),
      slow: waitedFor(resource).flatMap((need) => slowed(configuration, need)),
    }));
  const dependencies = all.flatMap(([address, { depends_on: needs = [], ...resource }]) =>
    needs.filter(onlyWay(all, address)).map((need) => ({
      about: JSON.stringify(resource),
      what: `${address} does not wait for ${need}`,
      apply: (copy: Configuration) => forget(find(copy, address), need),
      slow: slowed(configuration, need),
    })),
  );
  const triggers = all.flatMap(([address, { triggers: named = {}, ...resource }]) =>
    Object.entries(named)
      .filter(([, value]) => onlyWay(all, address)(addressIn(value)))
      .map(([trigger, value]) => ({
        about: JSON.stringify(resource),
        what: `${address} does not wait for ${trigger}`,
        apply: (copy: Configuration) => delete find(copy, address).triggers?.[trigger],
        slow: slowed(configuration, addressIn(value)),
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

/** How to know a resource by its literal arguments; a wait, which is like every other, by the roles for which it waits. */
function slowed(configuration: Configuration, address: string): Slowed[] {
  const resource = find(configuration, address);
  const roles = waitedFor(resource);
  if (roles.length > 0) {
    return roles.flatMap((role) => slowed(configuration, role));
  }
  const literals = Object.entries(resource).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[1].includes("${"),
  );
  const references = Object.entries(resource).flatMap(([argument, value]) => {
    const [, target = "", attribute = ""] = /^\$\{(\w+\.[\w-]+)\.(\w+)\}$/.exec(String(value)) ?? [];
    const { name } = resourcesOf(configuration).find(([candidate]) => candidate === target)?.[1] ?? {};
    return typeof name === "string" ? [[argument, { name, attribute }] as const] : [];
  });
  const type = address.split(".")[0];
  const values = Object.fromEntries(literals);
  return [{ type, values, ...(references.length === 0 ? {} : { references: Object.fromEntries(references) }) }];
}

/** Whether a resource waits for something because it says so, and for nothing else that waits for the same. */
function onlyWay(all: readonly [string, Resource][], address: string): (need: string) => boolean {
  const needsOf = new Map(all.map(([from, resource]) => [from, addressesIn(JSON.stringify(resource))]));
  return (need) => {
    const reached = new Set((needsOf.get(address) ?? []).filter((other) => other !== need));
    reached.forEach((next) => needsOf.get(next)?.forEach((further) => reached.add(further))); // it sees what is added
    return !reached.has(need);
  };
}

/** All resources that a text names. */
const addressesIn = (text: string): string[] => [...new Set(text.match(/(?<![\w.])[a-z]+_\w+\.[\w-]+/g))];

const waitedFor = ({ triggers = {} }: Resource): string[] => Object.values(triggers).map(addressIn);

/** The resource to which an expression refers. */
const addressIn = (expression: string): string => /\$\{(\w+\.[\w-]+)\./.exec(expression)?.[1] ?? "";

/** Takes a resource out, and out of whatever waits for it. */
function remove(configuration: Configuration, address: string): void {
  const [type = "", id = ""] = address.split(".");
  delete configuration.resource![type][id];
  if (Object.keys(configuration.resource![type]).length === 0) {
    delete configuration.resource![type]; // Terraform does not take a type without resources
  }
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
