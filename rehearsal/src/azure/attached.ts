import { Values } from "../provider/value";
import { Operation, text } from "./operation";
import { attachedIdentities } from "./types/kind";
import type { Resource, World } from "./world";

/** Object IDs of the identities that something has attached at this moment, by their IDs in lowercase. */
export function attachedNow(world: World, values: Values): Readonly<Record<string, string>> {
  return Object.fromEntries(
    attachedIdentities(values).map((id) => [id.toLowerCase(), text(world.find(id)?.values ?? {}, "principal_id")]),
  );
}

/**
 * The identities as which something can come: those that are attached to it, but for one that was made anew since. That
 * is another one under the same ID, which nobody has attached, and no plan sees that [assumed A5].
 */
export function identitiesOf(
  world: World,
  { values, attached = {} }: Pick<Resource, "values" | "attached">,
): Resource[] {
  return attachedIdentities(values).flatMap((id) => {
    const identity = world.find(id);
    return identity === undefined || attached[id.toLowerCase()] !== text(identity.values, "principal_id")
      ? []
      : identity;
  });
}

/** The same, of what is asked for: whatever is written is attached with that. */
export function identitiesIn({ kind, id, values, world }: Operation): Resource[] {
  const written = kind === "create" || kind === "update";
  return identitiesOf(world, { values, attached: written ? attachedNow(world, values) : world.find(id)?.attached });
}
