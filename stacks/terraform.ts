import { TerraformStack } from "cdktf";

/**
 * Makes a stack say which Terraform it needs: write-only arguments came with 1.11, in Terraform and in OpenTofu alike. A
 * library writes nothing of the kind, since a construct is not the only one in its stack.
 */
export function requireTerraform(stack: TerraformStack): void {
  stack.addOverride("terraform.required_version", ">= 1.11.0");
}
