import { AZURE_STACK } from "./azure-stack";
import { CONTAINER } from "./container";
import { CONTAINER_APP } from "./container-app";
import { DATA_FACTORY, FACTORY_PARTS } from "./data-factory";
import { FOUNDATION } from "./foundation";
import { BodyKinds, Kind, TypedKinds } from "./kind";
import { NETWORK } from "./network";
import { RELAY } from "./relay";
import { SCALE_SET } from "./scale-set";
import { STORAGE } from "./storage";
import { VAULT } from "./vault";

export type { BodyKind, Kind, Making, TypedKind } from "./kind";
export { LIVES_AS } from "./lives-as";

/** What lives as the arguments of azurerm's, or azurestack's, type. */
export const TYPED_KINDS: TypedKinds = {
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
export const BODY_KINDS: BodyKinds = { ...FACTORY_PARTS, ...RELAY };

/** Everything that the double serves, but for what is Terraform's own. */
export const KINDS: Readonly<Record<string, Kind>> = { ...TYPED_KINDS, ...BODY_KINDS };
