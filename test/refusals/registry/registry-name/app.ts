import { ContainerRegistry } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with a hyphen. */
export function program(): void {
  new ContainerRegistry(stackUnderTest(), "Registry", {
    registryName: "contoso-retail",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
}
