import { HubPlan } from "../holding/hub-plan";
import { SecretSource } from "../holding/planned-secret";
import { HybridConnection } from "../relay/hybrid-connection";
import { KeyVault } from "../vault/key-vault";
import { SecretValue } from "../vault/secret-value";

/** Puts a hub's planned secrets into its vault. */
export function writeSecrets(
  vault: KeyVault,
  plan: HubPlan,
  values: Readonly<Record<string, SecretValue>>,
  connections: ReadonlyMap<string, HybridConnection>,
): void {
  const planned = plan.secrets;
  const from = (source: SecretSource) => planned.filter((secret) => secret.source === source).map(({ name }) => name);
  from(SecretSource.VARIABLE).forEach((name) => vault.addSecret(name, values[name]));
  const rules = new Set([...from(SecretSource.RELAY_SEND_RULE), ...from(SecretSource.RELAY_LISTEN_RULE)]);
  plan.forwards.forEach((forward) => {
    const connection = connections.get(forward.name)!;
    const [send, listen] = [plan.sendRuleSecretName(forward), plan.listenRuleSecretName(forward)];
    if (rules.has(send)) {
      connection.storeSendRule(vault, send, plan.relayKeys);
    }
    if (rules.has(listen)) {
      connection.storeListenRule(vault, listen, plan.relayKeys);
    }
  });
}
