import { DbtProfile } from "../../../../lib";
import { plant, vaultIn } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A profile that encrypts without verifying, and does not say so by name. */
export function program(): void {
  DbtProfile.custom({
    forward: plant,
    text: "default: { target: prod, outputs: { prod: { type: postgres, sslmode: require } } }",
    database: "dwh",
    password: vaultIn(stackUnderTest()).secret("warehouse-password"),
  });
}
