import { CopyActivity, IncrementalWindow, Pipeline, PipelineParameter } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A window between two parameters, of which the pipeline is given one. */
export function program(): void {
  const moving = new MovingFactory();
  const dwh = moving.sqlServer();
  const [from, to] = ["from", "to"].map((name) => PipelineParameter.text(name, "2026-01-31T00:00:00Z"));
  const copy = new CopyActivity("Copy articles", {
    source: dwh.window("dbo", "Article", IncrementalWindow.between("ChangedAt", from, to)),
    sink: dwh.upsertInto("erp", "Article", ["ArticleNumber"]),
  });
  const { stack, dataFactory } = moving;
  new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities: [copy], parameters: [from] });
}
