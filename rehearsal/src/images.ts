import { Configuration } from "./terraform";

/** Images in registries of Azure that a stack runs, as far as they are known before it is applied. */
export function imagesIn({ resource = {} }: Configuration): string[] {
  const written = JSON.stringify([resource.azurerm_container_group, resource.azurerm_container_app_job]);
  return [...written.matchAll(/"image":\s*"([^"$]+\.azurecr\.io\/[^"$]+)"/g)].map(([, image]) => image);
}
