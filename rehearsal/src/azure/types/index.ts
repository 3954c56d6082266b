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

/** One more kind that lives as azurerm's arguments. */
export function addTypedKind(type: string, kind: TypedKind): void {
  TYPED_KINDS[type] = KINDS[type] = kind;
}

/** One more kind that lives as Azure's own body. */
export function addBodyKind(type: string, kind: BodyKind): void {
  BODY_KINDS[type] = KINDS[type] = kind;
}

/** The kind of what Azure calls so, in whatever case; none of what is not served. */
export function kindCalled(azureType: string): string | undefined {
  const called = azureType.toLowerCase();
  return (
    Object.keys(BODY_KINDS).find((type) => type.toLowerCase() === called) ??
    Object.keys(TYPED_KINDS).find((type) => TYPED_KINDS[type].spelling?.type.toLowerCase() === called)
  );
}
