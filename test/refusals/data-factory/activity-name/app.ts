import { Duration, WaitActivity } from "../../../../lib";

/** A name of 56 characters. */
export function program(): void {
  new WaitActivity("Wait until everybody has gone home and the lights are out", { time: Duration.seconds(1) });
}
