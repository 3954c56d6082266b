import { CopyActivity, Pipeline } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A pipeline that copies between the stores of another factory. */
export function program(): void {
  const moving = new MovingFactory();
  const { dataFactory } = new MovingFactory(moving.stack, "retail", "erp-adf");
  const copy = new CopyActivity("Copy", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().insertInto("crm", "Account"),
  });
  new Pipeline(moving.stack, "Load", { dataFactory, pipelineName: "load", activities: [copy] });
}
