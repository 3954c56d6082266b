import { DataFactory, SharedIntegrationRuntime, Tier } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with a space. */
export function program(): void {
  const stack = stackUnderTest();
  const dataFactory = new DataFactory(stack, "Factory", {
    factoryName: "contoso-retail",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
  const ownership = { subsidiaryName: "retail", tier: Tier.PRODUCTION };
  new SharedIntegrationRuntime(stack, "Runtime", { dataFactory, runtimeName: "retail runtime", ...ownership });
}
