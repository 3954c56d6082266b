export { Azure } from "./azure/azure";
export { EventLog, type AzureEvent, type EventKind } from "./azure/event-log";
export type { Refusal } from "./azure/operation";
export { REFUSALS } from "./azure/rules";
export { World, type Resource } from "./azure/world";
export type { OutsideSchema, OutsideType, OutsideTypes } from "./outside";
export type {
  PlannedDeployer,
  PlannedDomain,
  PlannedForward,
  PlannedHandoff,
  PlannedHolding,
  PlannedHub,
  PlannedHubSecret,
  PlannedOperator,
  PlannedRuntime,
  PlannedSite,
  PlannedStack,
} from "./plan";
export type { Deployer } from "./provider/deployer";
export {
  NothingToRehearse,
  Rehearsal,
  type Failure,
  type Platform,
  type RehearsalProps,
  type StackResult,
} from "./rehearsal";
export { rehearse, type RehearseProps, type Rehearsed } from "./rehearse";
export { TerraformMissing, TerraformStackRun, type Configuration, type PlannedChange, type Run } from "./terraform";
