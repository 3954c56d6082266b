import { ITerraformDependable } from "cdktf";
import { IConstruct } from "constructs";
import { IDataFactory } from "./data-factory";

/** Something within a factory that other parts of the same factory name: a linked service, a dataset, a pipeline. */
export interface IFactoryPart extends IConstruct {
  /** The factory in which it lies. */
  readonly dataFactory: IDataFactory;
  /** What to put into `dependsOn` of whatever names it: a name in JSON tells Terraform nothing. */
  readonly dependable: ITerraformDependable;
}
