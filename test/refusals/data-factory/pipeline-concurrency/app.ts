import { Duration, Pipeline, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** No run at a time. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = [new WaitActivity("Wait", { time: Duration.seconds(1) })];
  new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities, concurrency: 0 });
}
