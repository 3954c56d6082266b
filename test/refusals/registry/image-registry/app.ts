import { ContainerImage, ContainerRegistry } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { stackUnderTest } from "../../../support/stack";

/** The registry's name, twice. */
export function program(): void {
  const id = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;
  const registry = ContainerRegistry.fromResourceId(stackUnderTest(), "Registry", id);
  ContainerImage.fromRegistry(registry, "contoso.azurecr.io/dbt", "1.4.2");
}
