import { Values, isValues } from "../provider/value";
import { identitiesOf } from "./attached";
import { sameId } from "./ids";
import { blocks, text } from "./operation";
import { typePropertiesOf } from "./types/data-factory";
import type { World } from "./world";

/**
 * Object ID of the identity as which a factory does something: that of the credential which is named there, if it is
 * assigned to the factory and has not been made anew since; its own where none is named; none where it has none. So Web
 * activities come [assumed A2], and linked services [assumed A3].
 *
 * @param properties in which `credential` may stand.
 */
export function principalOf(world: World, factoryId: string, { credential }: Values): string | undefined {
  const factory = world.find(factoryId);
  if (isValues(credential) && factory !== undefined) {
    const named = world.find(`${factoryId}/credentials/${text(credential, "referenceName")}`);
    const identityId = text(typePropertiesOf(named?.values ?? {}), "resourceId");
    const assigned = identitiesOf(world, factory).find(({ id }) => sameId(id, identityId));
    return assigned && text(assigned.values, "principal_id");
  }
  const [identity] = blocks(factory?.values ?? {}, "identity");
  return text(identity ?? {}, "principal_id") || undefined;
}
