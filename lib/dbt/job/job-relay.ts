import { Construct } from "constructs";
import { Violation } from "../../core/rule";
import { Grant } from "../../identity/grant";
import { IPrincipal } from "../../identity/principal";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { HybridConnection } from "../../relay/hybrid-connection";
import { IRelayNamespace } from "../../relay/relay-namespace";
import { Forward } from "../../tunnel/forward";
import { ProfileAccess, connectionStringViolations } from "../../tunnel/profile-access";
import { ISecret } from "../../vault/secret";

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
  public abstract _grant(scope: Construct, sender: IPrincipal, forwards: readonly Forward[]): (Grant | undefined)[];

  /** The secrets that hold the keys, by the forward's name; none where the identity has the right. @internal */
  public abstract _secrets(forwards: readonly Forward[]): Record<string, ISecret>;

  /** @param keyOf what the profile says for the key of a forward. @internal */
  public abstract _access(
    forwards: readonly Forward[],
    keyOf: (secret: ISecret, forwardName: string) => string,
  ): ProfileAccess;

  /** @internal */
  public abstract _environment(identity: IWorkloadIdentity): Record<string, string>;
}

class ByIdentity extends JobRelay {
  constructor(relayNamespace: IRelayNamespace) {
    super(relayNamespace);
  }

  public _violations(): Violation[] {
    return [];
  }

  public _grant(scope: Construct, sender: IPrincipal, forwards: readonly Forward[]): (Grant | undefined)[] {
    return forwards.map((forward) => {
      const id = `${this.relayNamespace.resourceId}/hybridConnections/${forward.hybridConnectionName}`;
      return HybridConnection.fromResourceId(scope, `HybridConnection-${forward.name}`, id).grantSend(sender);
    });
  }

  public _secrets(): Record<string, ISecret> {
    return {};
  }

  public _access(): ProfileAccess {
    return { relayHostName: this.relayNamespace.hostName };
  }

  public _environment({ clientId }: IWorkloadIdentity): Record<string, string> {
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
    return connectionStringViolations(forwards, Object.keys(this.connectionStrings));
  }

  public _grant(): Grant[] {
    return [];
  }

  public _secrets(forwards: readonly Forward[]): Record<string, ISecret> {
    return Object.fromEntries(forwards.map(({ name }) => [name, this.connectionStrings[name]]));
  }

  public _access(forwards: readonly Forward[], keyOf: (secret: ISecret, forwardName: string) => string): ProfileAccess {
    const values = forwards.map(({ name }) => [name, keyOf(this.connectionStrings[name], name)] as const);
    return { relayHostName: this.relayNamespace.hostName, connectionStrings: Object.fromEntries(values) };
  }

  public _environment(): Record<string, string> {
    return {};
  }
}
