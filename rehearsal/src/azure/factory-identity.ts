import { Values, isValues } from "../provider/value";
import { sameId } from "./ids";
import { blocks, text } from "./operation";
import { typePropertiesOf } from "./types/data-factory";
import { attachedIdentities } from "./types/kind";
import type { World } from "./world";

/**
 * Object ID of the identity as which a factory does something: that of the credential which is named there, if it is
 * assigned to the factory; its own where none is named; none where it has none.
 *
 * @param properties in which `credential` may stand.
 */
export function principalOf(world: World, factoryId: string, { credential }: Values): string | undefined {
  const factory = world.find(factoryId)?.values ?? {};
  if (isValues(credential)) {
    const named = world.find(`${factoryId}/credentials/${text(credential, "referenceName")}`);
    const identityId = text(typePropertiesOf(named?.values ?? {}), "resourceId");
    const assigned = attachedIdentities(factory).some((one) => sameId(one, identityId));
    return (assigned && text(world.find(identityId)?.values ?? {}, "principal_id")) || undefined;
  }
  const [identity] = blocks(factory, "identity");
  return text(identity ?? {}, "principal_id") || undefined;
}
