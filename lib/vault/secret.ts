import { DataAzurermKeyVaultSecret } from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret";
import { KeyVaultSecret } from "@cdktf/provider-azurerm/lib/key-vault-secret";
import { ITerraformDependable, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { nameViolations } from "../core/resource-name";
import { Rule, refuse } from "../core/rule";
import { Grant } from "../identity/grant";
import { IAzureResource, IPrincipal } from "../identity/principal";
import { Role } from "../identity/role";
import { IKeyVault } from "./key-vault";
import { SecretValue } from "./secret-value";

const BY_IDENTITY_ONLY = new Rule({
  id: "vault/by-identity-only",
  why: "The plan lets workloads alone read that secret, by their identities, so whoever deploys could not look it up.",
  fix: "Give it to what reads it by identity, such as a linked service, or plan it without byIdentityOnly.",
  source: "this library: the plan of a holding",
});

/** A secret in a Key Vault. */
export interface ISecret extends IAzureResource {
  /** Name in the vault. */
  readonly secretName: string;
  /** URL in the vault without a version, for what reads the current value by an identity of its own. */
  readonly secretUrl: string;
  /**
   * The current value, looked up when Terraform runs. It is in Terraform's state then, and in whatever is given it:
   * give it to sensitive arguments only.
   *
   * @throws `vault/by-identity-only`
   */
  readonly value: string;
  /** Lets `principal` read this secret and no other: role Key Vault Secrets User on the secret alone. */
  grantRead(principal: IPrincipal): Grant | undefined;
}

abstract class SecretBase extends Construct implements ISecret {
  public abstract readonly resourceId: string;
  public abstract readonly secretUrl: string;
  private lookup?: DataAzurermKeyVaultSecret;

  constructor(
    scope: Construct,
    id: string,
    /** The vault that holds it. */
    protected readonly vault: IKeyVault,
    public readonly secretName: string,
  ) {
    super(scope, id);
    refuse(this, nameViolations("keyVaultSecret", secretName));
  }

  public get value(): string {
    this.lookup ??= new DataAzurermKeyVaultSecret(this, "Lookup", {
      name: this.secretName,
      keyVaultId: this.vault.resourceId,
      dependsOn: this.lookupAfter(),
    });
    return this.lookup.value;
  }

  public grantRead(principal: IPrincipal): Grant | undefined {
    return principal.grant(Role.KEY_VAULT_SECRETS_USER, this);
  }

  /** What must exist before it can be looked up. */
  protected abstract lookupAfter(): ITerraformDependable[] | undefined;
}

/** A secret that somebody else puts into the vault. */
export class ExternalSecret extends SecretBase implements ISecret {
  /** @throws `vault/secret-name` */
  constructor(
    scope: Construct,
    id: string,
    vault: IKeyVault,
    secretName: string,
    private readonly lookable: boolean,
  ) {
    super(scope, id, vault, secretName);
  }

  public override get value(): string {
    refuse(this, BY_IDENTITY_ONLY.when(!this.lookable, `"${this.secretName}", to be looked up`));
    return super.value;
  }

  public get resourceId(): string {
    return `${this.vault.resourceId}/secrets/${this.secretName}`;
  }

  public get secretUrl(): string {
    return `https://${this.vault.vaultName}.vault.azure.net/secrets/${this.secretName}`;
  }

  protected lookupAfter(): ITerraformDependable[] | undefined {
    return undefined;
  }
}

/** A secret that this stack writes. */
export class Secret extends SecretBase implements ISecret {
  public readonly resourceId: string;
  public readonly secretUrl: string;
  private readonly resource: KeyVaultSecret;

  /**
   * Use {@link KeyVault.addSecret}, which waits for the deployer's right to write.
   *
   * @throws `vault/secret-name`
   */
  constructor(
    scope: Construct,
    id: string,
    vault: IKeyVault,
    secretName: string,
    secretValue: SecretValue,
    dependsOn: ITerraformDependable[] = [],
  ) {
    super(scope, id, vault, secretName);
    refuse(this, secretValue._violations(TerraformStack.of(this)));
    this.resource = new KeyVaultSecret(this, "Resource", {
      name: secretName,
      keyVaultId: vault.resourceId,
      ...secretValue._arguments(),
      dependsOn,
    });
    this.resourceId = this.resource.resourceVersionlessId; // so that a right on it is given after it exists
    this.secretUrl = this.resource.versionlessId; // so that it is read after it exists
  }

  protected lookupAfter(): ITerraformDependable[] | undefined {
    return [this.resource];
  }
}
