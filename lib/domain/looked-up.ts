import { TerraformDataSource, TerraformElement, TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";
import { terraformText } from "../core/references";
import { isSame } from "../core/same";
import { textsIn } from "../core/texts-in";

/** How Terraform refers to the value of a secret that it looks up. */
const VALUE = /\bdata\.azurerm_key_vault_secret\.([\w-]+)\.value\b/g;

/** What a look-up says of itself. */
interface Lookup extends TerraformElement {
  readonly nameInput?: string;
  readonly keyVaultIdInput?: string;
}

/** Names of the secrets of a vault whose values stand anywhere in `given`, whoever looks them up in the stack. */
export function lookedUpIn(scope: IConstruct, given: object, keyVaultId: string): string[] {
  const text = textsIn(given)
    .filter((one) => Token.isUnresolved(one))
    .map((one) => terraformText(scope, one))
    .join("\n");
  const ids = new Set([...text.matchAll(VALUE)].map(([, id]) => id));
  const all = ids.size === 0 ? [] : TerraformStack.of(scope).node.findAll();
  return all
    .filter((one): one is Lookup & TerraformDataSource => TerraformDataSource.isTerraformDataSource(one))
    .filter(
      ({ friendlyUniqueId, keyVaultIdInput = "" }) => ids.has(friendlyUniqueId) && isSame(keyVaultIdInput, keyVaultId),
    )
    .flatMap(({ nameInput }) => nameInput ?? []);
}
