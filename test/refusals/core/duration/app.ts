import { Duration } from "../../../../lib";

/** A time that runs backwards. */
export function program(): void {
  Duration.minutes(-10);
}
