import type { TerraformProviderGeneratorMetadata } from "cdktf";

/** What azapi is called, in a stack and in Terraform's registry. */
export const AZAPI = "azapi";
export const AZAPI_SOURCE = "Azure/azapi";

/** Terraform that knows ephemeral values and write-only arguments, of which the keys on their way to a vault are made. */
export const TERRAFORM_VERSION = ">= 1.11.0";

/** By which cdktf finds the provider of a resource; the stack requires this version. */
export const AZAPI_METADATA: TerraformProviderGeneratorMetadata = {
  providerName: AZAPI,
  providerVersionConstraint: "~> 2.12",
};
