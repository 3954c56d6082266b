import { ContainerAppJobSecret } from "@cdktf/provider-azurerm/lib/container-app-job";
import { literal } from "../../core/literal";
import { shortHash } from "../../core/resource-name";
import { Grant } from "../../identity/grant";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { ISecret } from "../../vault/secret";

/**
 * The secrets of one Container Apps job: what its variables and files refer to by name. Those of a vault are read there
 * by the job's identity, so that their values are neither in Terraform's state nor in the job's definition.
 */
export class AppJobSecrets {
  private readonly secrets = new Map<string, ContainerAppJobSecret>();
  private readonly read = new Set<ISecret>();

  constructor(private readonly identity: IWorkloadIdentity) {}

  /** The name of a secret with this text. Files of one name are the same in every container. */
  public text(kind: string, name: string, text: string): string {
    return this.add(secretName(kind, name), { value: literal(text) });
  }

  /** The name of a secret that is read from its vault. */
  public vault(kind: string, name: string, secret: ISecret): string {
    this.read.add(secret);
    return this.add(secretName(kind, name), {
      keyVaultSecretId: secret.secretUrl,
      identity: this.identity.resourceId,
    });
  }

  /** All of them, as the job declares them. */
  public get declared(): ContainerAppJobSecret[] {
    return [...this.secrets.values()];
  }

  /** Lets the job's identity read what is in a vault. */
  public grants(): (Grant | undefined)[] {
    return [...this.read].map((secret) => secret.grantRead(this.identity));
  }

  private add(name: string, content: Omit<ContainerAppJobSecret, "name">): string {
    this.secrets.set(name, { name, ...content });
    return name;
  }
}

/** Lowercase letters, digits and hyphens, as Azure wants them; the hash keeps apart what only other characters told apart. */
function secretName(kind: string, name: string): string {
  const readable = `${kind}-${name}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${readable}-${shortHash(name)}`;
}
