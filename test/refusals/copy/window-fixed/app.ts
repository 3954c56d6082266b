import {
  CopyActivity,
  IncrementalWindow,
  Pipeline,
  PipelineParameter,
  ScheduleTrigger,
  TriggerFrequency,
} from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** The rows between two parameters, every night those between their defaults. */
export function program(): void {
  const moving = new MovingFactory();
  const dwh = moving.sqlServer();
  const from = PipelineParameter.text("from", "2026-01-01T00:00:00Z");
  const to = PipelineParameter.text("to", "2026-02-01T00:00:00Z");
  const copy = new CopyActivity("Copy articles", {
    source: dwh.window("dbo", "Article", IncrementalWindow.between("ChangedAt", from, to)),
    sink: dwh.upsertInto("erp", "Article", ["ArticleNumber"]),
  });
  const { stack, dataFactory } = moving;
  const pipeline = new Pipeline(stack, "Load", {
    dataFactory,
    pipelineName: "load",
    activities: [copy],
    parameters: [from, to],
  });
  new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", frequency: TriggerFrequency.DAY });
}
