import { TerraformStack, TerraformVariable } from "cdktf";

/** A value that is only given when Terraform runs, and that it does not show. */
export function sensitiveVariable(stack: TerraformStack, name: string): string {
  return new TerraformVariable(stack, name, { type: "string", sensitive: true }).stringValue;
}
