import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { AzapiProvider, TimeProvider } from "../../lib";
import { wrongBodies } from "./models";

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

/**
 * The same, parsed. What no rule refuses is a right program: Microsoft's own clients would write each of its bodies so.
 *
 * @throws for a body that they would not
 */
export function template(stack: TerraformStack): Template {
  const parsed = JSON.parse(synthesized(stack)) as Template;
  const wrong = wrongBodies(parsed);
  if (wrong.length > 0) throw new Error(`not what Azure's models say: ${wrong.join("; ")}`);
  return parsed;
}

/** The resources of one type. */
export function resources(stack: TerraformStack, type: string): Record<string, unknown>[] {
  return Object.values(template(stack).resource?.[type] ?? {});
}
