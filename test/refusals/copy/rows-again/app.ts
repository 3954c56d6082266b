import { CopyActivity, Pipeline, ScheduleTrigger, TriggerFrequency } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** The whole table, added every night. */
export function program(): void {
  const moving = new MovingFactory();
  const dwh = moving.sqlServer();
  const copy = new CopyActivity("Copy articles", {
    source: dwh.table("dbo", "Article"),
    sink: dwh.insertInto("erp", "Article"),
  });
  const { stack, dataFactory } = moving;
  const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities: [copy] });
  new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", frequency: TriggerFrequency.DAY });
}
