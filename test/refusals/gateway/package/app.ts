import { GatewayPackage } from "../../../../lib";
import { packageIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** A tar archive, and a digest that was cut. */
export function program(): void {
  const stack = stackUnderTest();
  GatewayPackage.fromBlob(packageIn(stack).container, "azbridge.tar.gz", "5f4dcc3b");
}
