import { AZURE_STACK } from "./azure-stack";
import { CONTAINER } from "./container";
import { CONTAINER_APP } from "./container-app";
import { DATA_FACTORY, FACTORY_PARTS } from "./data-factory";
import { FOUNDATION } from "./foundation";
import type { BodyKind, Kind, TypedKind } from "./kind";
import { NETWORK } from "./network";
import { RELAY } from "./relay";
import { SCALE_SET } from "./scale-set";
import { STORAGE } from "./storage";
import { VAULT } from "./vault";

export type { BodyKind, Kind, Making, TypedKind } from "./kind";
export { LIVES_AS } from "./lives-as";

/** What lives as the arguments of azurerm's, or azurestack's, type. */
export const TYPED_KINDS: Record<string, TypedKind> = {
  ...FOUNDATION,
  ...DATA_FACTORY,
  ...VAULT,
  ...STORAGE,
  ...CONTAINER,
  ...CONTAINER_APP,
  ...NETWORK,
  ...SCALE_SET,
  ...AZURE_STACK,
};

/** What lives as Azure's own bodies, whichever provider makes it. */
export const BODY_KINDS: Record<string, BodyKind> = { ...FACTORY_PARTS, ...RELAY };

/** Everything that the double serves, but for what is Terraform's own. */
export const KINDS: Record<string, Kind> = { ...TYPED_KINDS, ...BODY_KINDS };

/** Kinds by what Azure calls them, in lowercase. */
const CALLED = new Map([
  ...Object.keys(BODY_KINDS).map((type): [string, string] => [type.toLowerCase(), type]),
  ...Object.entries(TYPED_KINDS).flatMap(([type, { spelling }]): [string, string][] =>
    spelling === undefined ? [] : [[spelling.type.toLowerCase(), type]],
  ),
]);

/** One more kind that lives as azurerm's arguments, and that Azure's words do not reach. */
export function addTypedKind(type: string, kind: TypedKind): void {
  TYPED_KINDS[type] = KINDS[type] = kind;
}

/** One more kind that lives as Azure's own body. */
export function addBodyKind(type: string, kind: BodyKind): void {
  BODY_KINDS[type] = KINDS[type] = kind;
  CALLED.set(type.toLowerCase(), type);
}

/** The kind of what Azure calls so, in whatever case; none of what is not served. */
export function kindCalled(azureType: string): string | undefined {
  return CALLED.get(azureType.toLowerCase());
}
