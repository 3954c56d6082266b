import { sameId } from "../ids";
import { text } from "../operation";
import type { World } from "../world";

/** ID of a secret of which a URL gives the vault's name; in a vault that is not there, no resource has it. */
export function secretIn(world: World, vaultName: string, secretName: string): string {
  const vault = world.ofType("azurerm_key_vault").find(({ values }) => sameId(text(values, "name"), vaultName));
  return `${vault?.id ?? vaultName}/secrets/${secretName}`;
}

/** ID of a blob container of which a URL gives the account's name; in an account that is not there, no resource has it. */
export function containerIn(world: World, accountName: string, containerName: string): string {
  const account = world.ofType("azurerm_storage_account").find(({ values }) => text(values, "name") === accountName);
  return `${account?.id ?? accountName}/blobServices/default/containers/${containerName}`;
}
