import { Duration, IncrementalWindow } from "../../../../lib";

/** A window that rounds to nothing. */
export function program(): void {
  IncrementalWindow.trailing("ChangedAt", Duration.seconds(20));
}
