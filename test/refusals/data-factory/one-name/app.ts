import { Duration, Pipeline, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Two pipelines of one factory with one name, but for its case. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const pipeline = (id: string, pipelineName: string) =>
    new Pipeline(stack, id, {
      dataFactory,
      pipelineName,
      activities: [new WaitActivity("Wait", { time: Duration.seconds(1) })],
    });
  pipeline("Orders", "load");
  pipeline("Customers", "Load");
}
