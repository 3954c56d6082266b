import { RelayNamespace } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name is not an ID. */
export function program(): void {
  RelayNamespace.fromResourceId(stackUnderTest(), "Relay", "contoso-retail-production-relay");
}
