import { Construct } from "constructs";
import { Rule, Violation } from "../core/rule";
import { Grant } from "../identity/grant";
import { IPrincipal } from "../identity/principal";
import { HybridConnection } from "../relay/hybrid-connection";
import { IRelayNamespace } from "../relay/relay-namespace";
import { Forward } from "../tunnel/forward";
import { SenderAccess } from "../tunnel/sender-profile";
import { ISecret } from "../vault/secret";

const CONNECTION_STRINGS = new Rule({
  id: "dbt/connection-string-per-forward",
  why: "A key opens one hybrid connection, and every forward has one of its own.",
  fix: "Give one secret per forward, under the forward's name.",
  source: "azbridge 0.16.1: EntityPath is overwritten by RelayName",
});

/** By what right a job sends through the Relay. */
export abstract class JobRelay {
  /** The job's identity has the role Azure Relay Sender on the hybrid connection of each forward, and on nothing else. */
  public static byIdentity(relayNamespace: IRelayNamespace): JobRelay {
    return new ByIdentity(relayNamespace);
  }

  /**
   * A send-only connection string per forward.
   *
   * @param connectionStrings secrets that hold them, by the forward's name.
   */
  public static bySecrets(relayNamespace: IRelayNamespace, connectionStrings: Record<string, ISecret>): JobRelay {
    return new BySecrets(relayNamespace, connectionStrings);
  }

  protected constructor(
    /** The namespace that both ends dial. */
    public readonly relayNamespace: IRelayNamespace,
  ) {}

  /** @internal */
  public abstract _violations(forwards: readonly Forward[]): Violation[];

  /** @internal */
  public abstract _grant(scope: Construct, sender: IPrincipal, forwards: readonly Forward[]): Grant[];

  /** @internal */
  public abstract _access(forwards: readonly Forward[]): SenderAccess;

  /** @internal */
  public abstract _environment(clientId: string): Record<string, string>;
}

class ByIdentity extends JobRelay {
  constructor(relayNamespace: IRelayNamespace) {
    super(relayNamespace);
  }

  public _violations(): Violation[] {
    return [];
  }

  public _grant(scope: Construct, sender: IPrincipal, forwards: readonly Forward[]): Grant[] {
    return forwards.map((forward) => {
      const id = `${this.relayNamespace.resourceId}/hybridConnections/${forward.hybridConnectionName}`;
      return HybridConnection.fromResourceId(scope, `HybridConnection-${forward.name}`, id).grantSend(sender);
    });
  }

  public _access(): SenderAccess {
    return { relayHostName: this.relayNamespace.hostName };
  }

  public _environment(clientId: string): Record<string, string> {
    // Without developer credentials in the chain: azbridge builds it anew for every token.
    return { AZURE_CLIENT_ID: clientId, AZURE_TOKEN_CREDENTIALS: "prod" };
  }
}

class BySecrets extends JobRelay {
  constructor(
    relayNamespace: IRelayNamespace,
    private readonly connectionStrings: Record<string, ISecret>,
  ) {
    super(relayNamespace);
  }

  public _violations(forwards: readonly Forward[]): Violation[] {
    const given = Object.keys(this.connectionStrings).sort().join(", ");
    const wanted = forwards
      .map((forward) => forward.name)
      .sort()
      .join(", ");
    return CONNECTION_STRINGS.when(given !== wanted, `secrets for ${given || "nothing"}`, `Forwards: ${wanted}.`);
  }

  public _grant(): Grant[] {
    return [];
  }

  public _access(forwards: readonly Forward[]): SenderAccess {
    const values = forwards.map(({ name }) => [name, this.connectionStrings[name].value] as const);
    return { relayHostName: this.relayNamespace.hostName, connectionStrings: Object.fromEntries(values) };
  }

  public _environment(): Record<string, string> {
    return {};
  }
}
