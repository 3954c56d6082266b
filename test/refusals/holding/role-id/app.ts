import { holdingUnderTest } from "../../../support/plan";

/** A role by its name. */
export function program(): void {
  holdingUnderTest({ roles: { linkRuntime: "Data Factory Runtime Linker" } });
}
