import { CoordinationTiming } from "../../../../lib";

/** The first failed probe would kill a bridge that is about to end by itself. */
export function program(): void {
  new CoordinationTiming({ probeFailureThreshold: 1 });
}
