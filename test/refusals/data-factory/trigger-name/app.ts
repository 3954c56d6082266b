import { Duration, Pipeline, ScheduleTrigger, TriggerFrequency, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A name with a dot. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = [new WaitActivity("Wait", { time: Duration.seconds(1) })];
  const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities });
  new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "load.nightly", frequency: TriggerFrequency.DAY });
}
