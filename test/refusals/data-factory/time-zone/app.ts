import { Duration, Pipeline, ScheduleTrigger, TriggerFrequency, WaitActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A zone by IANA's name. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const activities = [new WaitActivity("Wait", { time: Duration.seconds(1) })];
  const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities });
  const recurrence = { frequency: TriggerFrequency.DAY, hours: [2], timeZone: "Europe/Berlin" };
  new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", ...recurrence });
}
