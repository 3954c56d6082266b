import { deriveName } from "../core/resource-name";

/** Name of the secret that holds the send-only connection string of the forward of this name. */
export function sendRuleSecretName(forwardName: string): string {
  return deriveName("keyVaultSecret", ["relay", "send", forwardName]);
}

/** Name of the secret that holds the listen-only connection string of the forward of this name. */
export function listenRuleSecretName(forwardName: string): string {
  return deriveName("keyVaultSecret", ["relay", "listen", forwardName]);
}
