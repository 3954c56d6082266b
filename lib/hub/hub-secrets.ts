import { HubPlan } from "../holding/hub-plan";
import { SecretSource } from "../holding/planned-secret";
import { HybridConnection } from "../relay/hybrid-connection";
import { KeyVault } from "../vault/key-vault";
import { ISecret } from "../vault/secret";
import { SecretValue } from "../vault/secret-value";

/** Puts a hub's planned secrets into its vault, but for runtime keys, which the runtimes store themselves. */
export class HubSecrets {
  constructor(
    private readonly vault: KeyVault,
    private readonly plan: HubPlan,
  ) {}

  public write(
    values: Readonly<Record<string, SecretValue>>,
    connections: ReadonlyMap<string, HybridConnection>,
  ): void {
    const planned = this.plan.secrets.filter(({ source }) => source === SecretSource.VARIABLE);
    planned.forEach(({ name }) => this.vault.addSecret(name, values[name]));
    const sendRules = new Set(
      this.plan.secrets.filter(({ source }) => source === SecretSource.RELAY_SEND_RULE).map(({ name }) => name),
    );
    this.plan.forwards.forEach((forward) => {
      const secretName = this.plan.sendRuleSecretName(forward);
      if (sendRules.has(secretName)) {
        connections.get(forward.name)!.storeSendRule(this.vault, secretName);
      }
    });
  }

  /** The secret of this name, written by the hub or by somebody else. */
  public find(name: string): ISecret {
    return this.vault.secret(name);
  }
}
