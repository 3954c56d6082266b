import {
  CopyActivity,
  Duration,
  IncrementalWindow,
  Pipeline,
  ScheduleTrigger,
  TriggerFrequency,
} from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** What changed in the last hour, once a day. */
export function program(): void {
  const moving = new MovingFactory();
  const dwh = moving.sqlServer();
  const copy = new CopyActivity("Copy articles", {
    source: dwh.window("dbo", "Article", IncrementalWindow.trailing("ChangedAt", Duration.hours(1))),
    sink: dwh.upsertInto("erp", "Article", ["ArticleNumber"]),
  });
  const { stack, dataFactory } = moving;
  const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities: [copy] });
  new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", frequency: TriggerFrequency.DAY });
}
