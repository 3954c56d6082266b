import { Duration, Pipeline, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Two steps of one name, but for its case. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = [
    new WaitActivity("Wait", { time: Duration.seconds(1) }),
    new WaitActivity("wait", { time: Duration.seconds(1) }),
  ];
  new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities });
}
