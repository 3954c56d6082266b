import { Principal } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** The name of an application instead of the object ID of its service principal. */
export function program(): void {
  new Principal(stackUnderTest(), "Deployer", "retail-pipeline");
}
