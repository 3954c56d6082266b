import { CoordinationTiming, Duration } from "../../../../lib";

/** Azure counts in whole seconds. */
export function program(): void {
  new CoordinationTiming({ probePeriod: Duration.milliseconds(7500) });
}
