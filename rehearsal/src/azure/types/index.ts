import { AZURE_STACK } from "./azure-stack";
import { CONTAINER } from "./container";
import { CONTAINER_APP } from "./container-app";
import { DATA_FACTORY } from "./data-factory";
import { FOUNDATION } from "./foundation";
import { Kinds } from "./kind";
import { NETWORK } from "./network";
import { RELAY } from "./relay";
import { SCALE_SET } from "./scale-set";
import { STORAGE } from "./storage";
import { VAULT } from "./vault";

export type { Kind, Making } from "./kind";

/** Every resource type that the double serves, but for those that are Terraform's own. */
export const KINDS: Kinds = {
  ...FOUNDATION,
  ...DATA_FACTORY,
  ...RELAY,
  ...VAULT,
  ...STORAGE,
  ...CONTAINER,
  ...CONTAINER_APP,
  ...NETWORK,
  ...SCALE_SET,
  ...AZURE_STACK,
};
