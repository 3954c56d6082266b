import { ITerraformDependable } from "cdktf";
import { IConstruct } from "constructs";
import type { ISharedIntegrationRuntime } from "./shared-integration-runtime";

/** A self-hosted integration runtime, as the factory in which it lies knows it: a physical one, or a link to one. */
export interface IIntegrationRuntime extends IConstruct {
  /** Name in its factory, by which linked services of that factory use it. */
  readonly runtimeName: string;
  /** Name of its factory. */
  readonly factoryName: string;
  /** The physical runtime that does the work; itself, where it is no link. */
  readonly sharedRuntime: ISharedIntegrationRuntime;
  /** What must exist before it can be used by its name; none where somebody else owns it. */
  readonly dependencies: ITerraformDependable[];
}
