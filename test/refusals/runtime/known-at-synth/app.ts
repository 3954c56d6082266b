import { TerraformVariable } from "cdktf";
import { SharedIntegrationRuntime, Tier } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A runtime whose subsidiary is only known when Terraform runs. */
export function program(): void {
  const stack = stackUnderTest();
  const subsidiary = new TerraformVariable(stack, "subsidiary", { type: "string" });
  const id =
    "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.DataFactory/factories/retail-adf/integrationRuntimes/retail-ir";
  const ownership = { subsidiaryName: subsidiary.stringValue, tier: Tier.PRODUCTION };
  SharedIntegrationRuntime.fromResourceId(stack, "Shared", id, ownership);
}
