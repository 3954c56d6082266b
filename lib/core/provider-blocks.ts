import { TerraformProvider, TerraformStack } from "cdktf";

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

/** Blocks by the name of their provider, those with an alias too. */
export type ProviderBlocks = Readonly<Record<string, readonly ProviderBlock[]>>;

/** The blocks of all providers in a stack, for which it is walked once. */
export function providerBlocks(stack: TerraformStack): ProviderBlocks {
  const blocks: Record<string, ProviderBlock[]> = {};
  for (const node of stack.node.findAll()) {
    if (TerraformProvider.isTerraformProvider(node)) {
      (blocks[node.terraformResourceType] ??= []).push(...blocksOfProvider(node));
    }
  }
  return blocks;
}

/** Whether it is the one that counts where none is named. */
export function isStacksOwn(block: ProviderBlock): boolean {
  return block.alias === undefined;
}
