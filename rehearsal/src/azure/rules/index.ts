import { Refusal } from "../operation";
import { EXISTENCE } from "./existence";
import { GROUP } from "./group";
import { LINK } from "./link";
import { NAME } from "./name";
import { RELAY } from "./relay";
import { RIGHTS } from "./rights";
import { ROLE } from "./role";
import { VAULT } from "./vault";

/** Everything that this Azure refuses, in the order in which it looks. */
export const REFUSALS: readonly Refusal[] = [
  ...RIGHTS,
  ...EXISTENCE,
  ...NAME,
  ...ROLE,
  ...LINK,
  ...RELAY,
  ...VAULT,
  ...GROUP,
];
