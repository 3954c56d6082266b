import { Duration, Pipeline, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** More steps than a pipeline has. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = Array.from(
    { length: 121 },
    (_, index) => new WaitActivity(`Wait ${index}`, { time: Duration.seconds(1) }),
  );
  new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities });
}
