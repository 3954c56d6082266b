import { Refusal } from "../operation";
import { APP_JOB } from "./app-job";
import { BALANCER } from "./balancer";
import { CHANGE } from "./change";
import { EXISTENCE } from "./existence";
import { FACTORY } from "./factory";
import { GROUP } from "./group";
import { GROUP_START } from "./group-start";
import { LINK } from "./link";
import { LOGS } from "./logs";
import { MACHINE_START } from "./machine-start";
import { NAME } from "./name";
import { NETWORK } from "./network";
import { NODE } from "./node";
import { REGISTRY } from "./registry";
import { REGISTRY_PULL } from "./registry-pull";
import { RELAY } from "./relay";
import { RIGHTS } from "./rights";
import { ROLE } from "./role";
import { RUN } from "./run";
import { SCALE_SET_DEFINITION } from "./scale-set";
import { STORAGE } from "./storage";
import { VAULT } from "./vault";

/** Everything that this Azure refuses, in the order in which it looks. */
export const REFUSALS: readonly Refusal[] = [
  ...RIGHTS,
  ...EXISTENCE,
  ...CHANGE,
  ...NAME,
  ...ROLE,
  ...LINK,
  ...NODE,
  ...RELAY,
  ...REGISTRY_PULL,
  ...VAULT,
  ...STORAGE,
  ...REGISTRY,
  ...FACTORY,
  ...RUN,
  ...NETWORK,
  ...BALANCER,
  ...SCALE_SET_DEFINITION,
  ...MACHINE_START,
  ...GROUP,
  ...GROUP_START,
  ...APP_JOB,
  ...LOGS,
];
