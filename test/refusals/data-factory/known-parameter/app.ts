import {
  Duration,
  Pipeline,
  PipelineParameter,
  ScheduleTrigger,
  TriggerFrequency,
  WaitActivity,
} from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A value for a parameter that is written in another way. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const pipeline = new Pipeline(stack, "Load", {
    dataFactory,
    pipelineName: "load",
    activities: [new WaitActivity("Wait", { time: Duration.seconds(1) })],
    parameters: [PipelineParameter.text("from", "1900-01-01T00:00:00Z")],
  });
  new ScheduleTrigger(stack, "Nightly", {
    pipeline,
    triggerName: "nightly",
    frequency: TriggerFrequency.DAY,
    parameters: { form: "2026-01-31T00:00:00Z" },
  });
}
