import { CoordinationTiming, Duration } from "../../../../lib";

/** Every run would wait half a minute for a file that is long there. */
export function program(): void {
  new CoordinationTiming({
    pollInterval: Duration.seconds(10),
    heartbeat: Duration.seconds(20),
    heartbeatTimeout: Duration.minutes(2),
    probeFailureThreshold: 9,
  });
}
