import type { TerraformProviderGeneratorMetadata } from "cdktf";

/** What azapi is called, in a stack and in Terraform's registry. */
export const AZAPI = "azapi";
export const AZAPI_SOURCE = "Azure/azapi";

/** By which cdktf finds the provider of a resource; the stack requires this version. */
export const AZAPI_METADATA: TerraformProviderGeneratorMetadata = {
  providerName: AZAPI,
  providerVersionConstraint: "~> 2.12",
};
