import { Mutation } from "./mutations";
import { stringsIn } from "./strings";
import { Configuration } from "./terraform";

/** The ID of an identity, known as text. */
const IDENTITY = /^\/subscriptions\/[^$]+\/userAssignedIdentities\/[\w-]+$/i;

/**
 * Whatever comes as an identity comes as another one that the stack has, too: one mutation for each two of them. Each has
 * what its users need, and none has what those of another need, or there would be no reason for two.
 */
export function mutationsOfIdentity(configuration: Configuration): Mutation[] {
  const ids = idsIn(configuration);
  return ids.flatMap((own) =>
    ids
      .filter((other) => other !== own)
      .map((other) => ({
        what: `${nameOf(own)} is ${nameOf(other)}`,
        about: own,
        apply: (copy: Configuration) => exchange(copy, own, other),
        slow: [],
      })),
  );
}

/** IDs of all identities that a stack names, each once. */
function idsIn(configuration: Configuration): string[] {
  const ids = stringsIn(configuration).filter((text) => IDENTITY.test(text));
  return [...new Set(ids)].sort();
}

const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

function exchange(configuration: Configuration, own: string, other: string): void {
  const text = JSON.stringify(configuration).replaceAll(`"${own}"`, `"${other}"`);
  Object.assign(configuration, JSON.parse(text));
}
