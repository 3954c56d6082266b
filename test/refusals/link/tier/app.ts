import { DataFactory, LinkedIntegrationRuntime, SharedIntegrationRuntime, Tier } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A domain in development on the production runtime. */
export function program(): void {
  const stack = stackUnderTest();
  const id =
    "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.DataFactory/factories/retail-adf/integrationRuntimes/retail-ir";
  const sharedRuntime = SharedIntegrationRuntime.fromResourceId(stack, "Shared", id, {
    subsidiaryName: "retail",
    tier: Tier.PRODUCTION,
  });
  new LinkedIntegrationRuntime(stack, "Linked", {
    dataFactory: new DataFactory(stack, "Factory", {
      factoryName: "salesforce-adf",
      resourceGroupName: "retail-rg",
      location: "westeurope",
    }),
    sharedRuntime,
    runtimeName: "salesforce-ir",
    subsidiaryName: "retail",
    tier: Tier.DEVELOPMENT,
    domainName: "salesforce",
  });
}
