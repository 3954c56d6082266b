import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import { IConstruct } from "constructs";
import { Principal } from "../../lib";
import { template } from "./stack";

/** Where resources under test lie. */
export const PLACE = { resourceGroupName: "retail-rg", location: "westeurope" };

/** A resource group in another subscription, as IDs begin with it. */
export const GROUP_ID = "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg";

/** An object ID. */
export const PRINCIPAL_ID = "0b0b0000-0000-4000-8000-000000000001";

/** A service principal known by its object ID. */
export function principalIn(stack: TerraformStack, id = "Somebody"): Principal {
  return new Principal(stack, id, PRINCIPAL_ID);
}

/** What warns at a construct, in the order of the calls. */
export function warningsOf(construct: IConstruct): string[] {
  return construct.node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data));
}

/** Addresses of the blocks in a synthesized stack in which `text` stands, sorted. */
export function blocksWith(stack: TerraformStack, text: RegExp): string[] {
  const { resource = {}, data = {}, output = {} } = template(stack);
  const typed = Object.entries({ ...resource, ...data }).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, body]) => [`${type}.${name}`, body] as const),
  );
  const outputs = Object.entries(output).map(([name, body]) => [`output.${name}`, body] as const);
  return [...typed, ...outputs]
    .filter(([, body]) => text.test(JSON.stringify(body)))
    .map(([address]) => address)
    .sort();
}

/** What Terraform reads for a value that may hold tokens. */
export function resolved(scope: IConstruct, value: unknown): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}
