import { Duration, Pipeline, ScheduleTrigger, TriggerFrequency, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** At an hour of the day, every hour. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = [new WaitActivity("Wait", { time: Duration.seconds(1) })];
  const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities });
  const recurrence = { frequency: TriggerFrequency.HOUR, hours: [2] };
  new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", ...recurrence });
}
