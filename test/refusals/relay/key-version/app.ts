import { KeySlot, RelayKeys } from "../../../../lib";

/** A key that was never made. */
export function program(): void {
  RelayKeys.serving(KeySlot.SECONDARY, { version: 0 });
}
