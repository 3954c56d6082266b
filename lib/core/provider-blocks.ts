import { TerraformProvider, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";

/** A provider's block, as Terraform will read it. */
export type ProviderBlock = Readonly<Record<string, unknown>>;

/** What cdktf writes of a provider. */
interface Written {
  readonly provider: Readonly<Record<string, ProviderBlock[]>>;
}

/** What `provider` says. */
export function blocksOfProvider(provider: TerraformProvider): ProviderBlock[] {
  return (provider.toTerraform() as Written).provider[provider.terraformResourceType] ?? [];
}

/** The blocks of one provider in a stack, those with an alias too. */
export function providerBlocks(stack: TerraformStack, type: string): ProviderBlock[] {
  return stack.node.findAll().flatMap((node) => (isProvider(node, type) ? blocksOfProvider(node) : []));
}

/** Whether it is the one that counts where none is named. */
export function isStacksOwn(block: ProviderBlock): boolean {
  return block.alias === undefined;
}

function isProvider(node: IConstruct, type: string): node is TerraformProvider {
  return TerraformProvider.isTerraformProvider(node) && node.terraformResourceType === type;
}
