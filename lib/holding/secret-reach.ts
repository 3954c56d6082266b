import { Tier } from "../ownership/tier";
import { Forward } from "../tunnel/forward";
import { ForwardReach } from "./forward-reach";
import type { PlannedSecret } from "./planned-secret";
import { RelayAccess } from "./relay-access";
import { ISecretReader } from "./secret-reader";
import { sendRuleSecretName } from "./secret-names";

/** By what rights jobs send through the Relay: the current one, and all that they have. */
interface SendingRights {
  readonly relayAccess: RelayAccess;
  readonly relayAccesses: readonly RelayAccess[];
}

/** The secrets of a hub's vault that a domain, or a planned job of one, may read: by the plan, and to send by key. */
export class SecretReach {
  /** @param secrets every secret that is planned, which may grow */
  constructor(
    private readonly reader: ISecretReader,
    private readonly secrets: () => readonly PlannedSecret[],
    private readonly forwards: ForwardReach,
    private readonly sending: SendingRights,
  ) {}

  /** Those that the plan lets it read, retired ones too. */
  public get planned(): PlannedSecret[] {
    return this.secrets().filter((secret) => secret.admits(this.reader.path));
  }

  /** Names of all of them in `tier`, retired ones too. */
  public namesIn(tier: Tier): string[] {
    return [...namesOf(this.planned), ...this.sendNamesIn(tier)];
  }

  /** Names of those that Terraform may look up. */
  public lookedUpIn(tier: Tier): string[] {
    return [...namesOf(this.planned.filter(({ byIdentityOnly }) => !byIdentityOnly)), ...this.sendNamesIn(tier)];
  }

  /** Names of those that its programs are refused. */
  public retiredIn(tier: Tier): string[] {
    const planned = this.planned.filter((secret) => secret._isRetiredFor(this.reader.path));
    const byKey = this.sending.relayAccess === RelayAccess.SHARED_ACCESS_KEY;
    const used = byKey ? sendNamesOf(this.forwards.usedIn(tier)) : [];
    return [...namesOf(planned), ...this.sendNamesIn(tier).filter((name) => !used.includes(name))];
  }

  /** Its way to send, where that is by key, be it a retired way. */
  private sendNamesIn(tier: Tier): string[] {
    const byKey = this.sending.relayAccesses.includes(RelayAccess.SHARED_ACCESS_KEY);
    return byKey ? sendNamesOf([...this.forwards.usedIn(tier), ...this.forwards.retiredIn(tier)]) : [];
  }
}

function namesOf(secrets: readonly PlannedSecret[]): string[] {
  return secrets.map(({ name }) => name);
}

function sendNamesOf(forwards: readonly Forward[]): string[] {
  return forwards.map(({ name }) => sendRuleSecretName(name));
}
