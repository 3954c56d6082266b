import { DataFactory } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with an underscore. */
export function program(): void {
  new DataFactory(stackUnderTest(), "Factory", {
    factoryName: "contoso_retail",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
}
