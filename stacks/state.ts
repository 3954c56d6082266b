import { AzurermBackend, TerraformStack } from "cdktf";

/** Where states are kept: a blob container, when all three variables say which; otherwise a local file per stack. */
export interface StateStore {
  readonly resourceGroupName: string;
  readonly storageAccountName: string;
  readonly containerName: string;
}

const VARIABLES = ["STATE_RESOURCE_GROUP", "STATE_STORAGE_ACCOUNT", "STATE_CONTAINER"] as const;

/**
 * Reads `STATE_RESOURCE_GROUP`, `STATE_STORAGE_ACCOUNT` and `STATE_CONTAINER`.
 *
 * @throws when only some of them are set.
 */
export function stateStoreFrom(environment: NodeJS.ProcessEnv): StateStore | undefined {
  const missing = VARIABLES.filter((name) => !environment[name]);
  if (missing.length === VARIABLES.length) {
    return undefined;
  }
  if (missing.length > 0) {
    throw new Error(`State: set ${missing.join(" and ")} too, or none of ${VARIABLES.join(", ")}.`);
  }
  const [resourceGroupName, storageAccountName, containerName] = VARIABLES.map((name) => environment[name]!);
  return {
    resourceGroupName: resourceGroupName,
    storageAccountName: storageAccountName,
    containerName: containerName,
  };
}

/** Keeps the state of `stack` under a key of its own, reached by the deployer's Entra identity. */
export function keepState(stack: TerraformStack, store: StateStore | undefined): void {
  if (store !== undefined) {
    new AzurermBackend(stack, { ...store, key: `${stack.node.id}.tfstate`, useAzureadAuth: true });
  }
}
