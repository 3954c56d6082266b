import { Duration, Pipeline, ScheduleTrigger, TriggerFrequency, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A day without a time. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = [new WaitActivity("Wait", { time: Duration.seconds(1) })];
  const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities });
  const recurrence = { frequency: TriggerFrequency.DAY, startTime: "2026-01-31" };
  new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", ...recurrence });
}
