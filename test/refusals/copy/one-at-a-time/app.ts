import { Pipeline, ReplacingCopy, TabularTranslator } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Two runs at a time that lay rows down in one place. */
export function program(): void {
  const moving = new MovingFactory();
  const { activities } = new ReplacingCopy("Copy accounts", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().replaceIn("crm", "Account"),
    translator: TabularTranslator.ofColumns(["Id", "Name"]),
  });
  const { stack, dataFactory } = moving;
  new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities, concurrency: 2 });
}
