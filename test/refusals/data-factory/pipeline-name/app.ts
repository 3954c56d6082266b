import { Duration, Pipeline, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A name with a slash. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = [new WaitActivity("Wait", { time: Duration.seconds(1) })];
  new Pipeline(stack, "Load", { dataFactory, pipelineName: "load/all", activities });
}
