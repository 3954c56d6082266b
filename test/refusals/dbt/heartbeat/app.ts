import { CoordinationTiming, Duration } from "../../../../lib";

/** One late heartbeat would end the run. */
export function program(): void {
  new CoordinationTiming({ heartbeat: Duration.seconds(9) });
}
