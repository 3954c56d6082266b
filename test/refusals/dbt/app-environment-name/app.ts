import { ContainerAppEnvironment } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** An environment's name has no capitals. */
export function program(): void {
  new ContainerAppEnvironment(stackUnderTest(), "Apps", {
    environmentName: "Contoso_Apps",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
}
