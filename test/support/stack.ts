import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { AzapiProvider, TimeProvider } from "../../lib";

/** Resources by type, then by logical ID, as Terraform reads them. */
export type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** What Terraform reads. */
export interface Template {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly ephemeral?: Blocks;
  readonly output?: Record<string, unknown>;
  readonly variable?: Record<string, unknown>;
  readonly provider?: Record<string, Record<string, unknown>[]>;
  readonly terraform?: { readonly backend?: Record<string, Record<string, unknown>> };
}

/** An empty stack with the providers that the library's constructs need. */
export function stackUnderTest(name = "Stack", app: App = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new AzapiProvider(stack, "azapi");
  new TimeProvider(stack, "time");
  return stack;
}

/** The synthesized JSON, with every validation run: plain `Testing.synth(stack)` runs none. */
export function synthesized(stack: TerraformStack): string {
  return Testing.synth(stack, true);
}

/** The same, parsed. */
export function template(stack: TerraformStack): Template {
  return JSON.parse(synthesized(stack)) as Template;
}

/** The resources of one type. */
export function resources(stack: TerraformStack, type: string): Record<string, unknown>[] {
  return Object.values(template(stack).resource?.[type] ?? {});
}
