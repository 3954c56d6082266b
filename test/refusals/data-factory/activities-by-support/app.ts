import { Duration, Pipeline, WaitActivity } from "../../../../lib";
import { warningsOf } from "../../../support/azure";
import { MovingFactory } from "../../../support/movement";

/** As many steps as Microsoft's support has to admit; what is warned of is returned. */
export function program(): string {
  const { stack, dataFactory } = new MovingFactory();
  const activities = Array.from(
    { length: 81 },
    (_, index) => new WaitActivity(`Wait ${index}`, { time: Duration.seconds(1) }),
  );
  return warningsOf(new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities })).join("\n");
}
