import { Duration, Pipeline, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A step that waits for one which the pipeline does not have. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const first = new WaitActivity("First", { time: Duration.seconds(1) });
  const second = new WaitActivity("Second", { time: Duration.seconds(1), dependsOn: [{ activity: first }] });
  new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities: [second] });
}
