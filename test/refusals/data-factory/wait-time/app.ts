import { Duration, WaitActivity } from "../../../../lib";

/** Half a second. */
export function program(): void {
  new WaitActivity("Settle", { time: Duration.milliseconds(500) });
}
