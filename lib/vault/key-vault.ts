import { DataAzurermClientConfig } from "@cdktf/provider-azurerm/lib/data-azurerm-client-config";
import { KeyVault as KeyVaultResource } from "@cdktf/provider-azurerm/lib/key-vault";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { ownNameViolations } from "../core/one-name";
import { nameIn, resourceIdViolations } from "../core/resource-id";
import { Rule, Violation, refuse, refuseAtSynth } from "../core/rule";
import { Grant } from "../identity/grant";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { IAzureResource, IPrincipal } from "../identity/principal";
import { Role } from "../identity/role";
import { ADMITTED_ADDRESSES, ADMITTED_SUBNETS, SOFT_DELETE_RETENTION } from "./limits";
import { ExternalSecret, ISecret, Secret } from "./secret";
import { SecretValue } from "./secret-value";

const RETENTION = new Rule({
  id: "vault/soft-delete-retention",
  why: "Azure offers no such retention for a deleted vault.",
  fix: `Use ${SOFT_DELETE_RETENTION.min}-${SOFT_DELETE_RETENTION.max} whole days.`,
  source: "Microsoft: Key Vault soft-delete",
});

const ADDRESSES = new Rule({
  id: "vault/admitted-addresses",
  why: `A vault takes at most ${ADMITTED_ADDRESSES.max} IP rules.`,
  fix: "Join neighbouring addresses into ranges.",
  source: "Microsoft: Key Vault network security",
});

const SUBNETS = new Rule({
  id: "vault/admitted-subnets",
  why: `A vault takes at most ${ADMITTED_SUBNETS.max} virtual network rules.`,
  fix: "Let jobs share environments, and so subnets.",
  source: "Microsoft: Key Vault network security",
});

const WRITER = new Rule({
  id: "vault/writer-before-secret",
  why: "Secrets are written through the vault itself, where owning the subscription gives no right.",
  fix: "Call grantWrite with the deployer's principal.",
  source: "Microsoft: Key Vault RBAC, data plane",
});

const ONE_SECRET = new Rule({
  id: "vault/one-secret-per-name",
  why: "A vault has one secret of a name, and who writes it does not look it up as somebody else's.",
  fix: "Add the secret once, and before it is asked for.",
  source: "Microsoft: Key Vault secrets",
});

const PLANNED_READER = new Rule({
  id: "vault/planned-reader",
  why: "The plan lists neither the domain nor a planned job of it among the readers of that secret, so its deployer could not read it.",
  fix: "Add the domain or the job to the secret's readers in the plan.",
  source: "this library: the plan of a holding",
});

const RETIRED_SECRET = new Rule({
  id: "vault/retired-secret",
  why: "The plan retires that secret for the domain: it may still read it, and loses it with a later change.",
  fix: "Read another secret, deploy that, and then take what is retired out of the plan.",
  source: "this library: rolling out a changed plan",
});

/** A Key Vault, in which rights are given by Azure RBAC. */
export interface IKeyVault extends IAzureResource {
  /** Name of the vault, global in Azure. */
  readonly vaultName: string;
  /**
   * A secret that is already in the vault, or will be when Terraform runs.
   *
   * @throws `vault/secret-name`, `vault/planned-reader`, `vault/retired-secret`
   */
  secret(secretName: string): ISecret;
}

/** How to refer to a Key Vault that another stack or team owns. */
export interface KeyVaultAttributes {
  /** Azure resource ID, in any subscription. */
  readonly resourceId: string;
  /**
   * Names of the only secrets that may be looked up.
   *
   * @default - any
   */
  readonly readableSecretNames?: string[];
  /**
   * Names of the only secrets of which Terraform may look up the value.
   *
   * @default - any that may be read
   */
  readonly lookedUpSecretNames?: string[];
  /**
   * Names of secrets that may be read and are refused here, since they are about to go.
   *
   * @default - none
   */
  readonly retiredSecretNames?: string[];
}

/** How to make a {@link KeyVault}. */
export interface KeyVaultProps {
  /** 3-24 letters, digits and single inner hyphens, a letter first; global in Azure. */
  readonly vaultName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
  /**
   * Entra tenant (UUID).
   *
   * @default - the tenant of whoever deploys
   */
  readonly tenantId?: string;
  /**
   * Public IPv4 addresses or CIDR ranges that may reach it, at most 1,000. Trusted Azure services bypass this.
   *
   * @default - none
   */
  readonly admittedAddresses?: string[];
  /**
   * Resource IDs of subnets that may reach it, at most 200.
   *
   * @default - none
   */
  readonly admittedSubnetIds?: string[];
  /**
   * How long it can be recovered when it is deleted, 7-90 days.
   *
   * @default Duration.days(90)
   */
  readonly softDeleteRetention?: Duration;
  /**
   * Whether a deleted vault is kept for the whole retention, whoever wants it gone.
   *
   * @default true
   */
  readonly purgeProtection?: boolean;
  /**
   * How long Azure may take until a right to write counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

abstract class KeyVaultBase extends Construct implements IKeyVault {
  public abstract readonly resourceId: string;
  public abstract readonly vaultName: string;
  /** Names of the only secrets of which Terraform may look up the value; undefined where it may of all. */
  protected readonly lookedUpSecretNames?: string[];

  public secret(secretName: string): ISecret {
    const id = `Secret-${secretName}`;
    const known = this.node.tryFindChild(id) as ISecret | undefined;
    return (
      known ?? new ExternalSecret(this, id, this, secretName, this.lookedUpSecretNames?.includes(secretName) ?? true)
    );
  }
}

/** A Key Vault that this stack owns: rights by RBAC, network closed but for what is admitted, protected from purge. */
export class KeyVault extends KeyVaultBase implements IKeyVault {
  /** Refers to a Key Vault that another stack or team owns, in any subscription. @throws `core/resource-id` */
  public static fromAttributes(scope: Construct, id: string, attributes: KeyVaultAttributes): IKeyVault {
    class Imported extends KeyVaultBase {
      public readonly resourceId = attributes.resourceId;
      public readonly vaultName = nameIn(attributes.resourceId);
      protected override readonly lookedUpSecretNames = attributes.lookedUpSecretNames;

      public override secret(secretName: string): ISecret {
        const readable = attributes.readableSecretNames;
        const holds = readable === undefined || readable.includes(secretName);
        const retired = attributes.retiredSecretNames?.includes(secretName) ?? false;
        refuse(
          this,
          PLANNED_READER.when(!holds, `"${secretName}"`, `Readable: ${readable?.join(", ") || "none"}.`),
          RETIRED_SECRET.when(retired, `"${secretName}"`),
        );
        return super.secret(secretName);
      }
    }
    const vault = new Imported(scope, id);
    refuse(vault, resourceIdViolations("Microsoft.KeyVault/vaults", attributes.resourceId));
    return vault;
  }

  public readonly resourceId: string;
  public readonly vaultName: string;
  private readonly resource: KeyVaultResource;
  private readonly admitted: Set<string>;
  private readonly subnetIds: string[];
  private readonly writers: IPrincipal[] = [];
  private readonly written: Secret[] = [];
  private readonly writing: GrantsInEffect;

  /** @throws `core/one-name`, `vault/vault-name`, `vault/soft-delete-retention`, `vault/admitted-addresses`, `vault/admitted-subnets` */
  constructor(scope: Construct, id: string, props: KeyVaultProps) {
    super(scope, id);
    const retention = props.softDeleteRetention ?? Duration.days(SOFT_DELETE_RETENTION.max);
    const addresses = props.admittedAddresses ?? [];
    const subnetIds = props.admittedSubnetIds ?? [];
    refuse(
      this,
      ownNameViolations(this, "keyVault", "", props.vaultName),
      RETENTION.when(
        !SOFT_DELETE_RETENTION.admits(retention.toDays()),
        `a softDeleteRetention of ${retention.toDays()} days`,
      ),
      SUBNETS.when(!ADMITTED_SUBNETS.admits(subnetIds.length), `${subnetIds.length} admittedSubnetIds`),
    );
    this.resource = new KeyVaultResource(this, "Resource", {
      name: props.vaultName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      tenantId: props.tenantId ?? new DataAzurermClientConfig(this, "Tenant").tenantId,
      skuName: "standard",
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: props.purgeProtection ?? true,
      softDeleteRetentionDays: retention.toDays(),
    });
    this.admitted = new Set();
    this.subnetIds = subnetIds;
    this.admitAddresses(...addresses);
    this.resourceId = this.resource.id;
    this.vaultName = props.vaultName;
    this.writing = new GrantsInEffect(this, "Writing", { propagation: props.propagation });
    refuseAtSynth(this, () => this.writerViolations());
  }

  /**
   * Lets whoever comes from one of these public IPv4 addresses or CIDR ranges reach the vault.
   *
   * @throws `vault/admitted-addresses`
   */
  public admitAddresses(...addresses: string[]): void {
    addresses.forEach((address) => this.admitted.add(address));
    const count = this.admitted.size;
    refuse(this, ADDRESSES.when(!ADMITTED_ADDRESSES.admits(count), `${count} admittedAddresses`));
    this.resource.putNetworkAcls({
      defaultAction: "Deny",
      bypass: "AzureServices",
      ipRules: [...this.admitted],
      virtualNetworkSubnetIds: this.subnetIds,
    });
  }

  /** Lets `principal`, the deployer, write secrets: role Key Vault Secrets Officer on this vault. Secrets wait for it. */
  public grantWrite(principal: IPrincipal): Grant | undefined {
    const grant = principal.grant(Role.KEY_VAULT_SECRETS_OFFICER, this);
    this.writers.push(principal);
    this.writing.add(grant);
    return grant;
  }

  /**
   * Writes a secret, once a writer's right is in effect.
   *
   * @throws `vault/secret-name`, `vault/one-secret-per-name`, `vault/no-literal-secret`, `vault/secret-version`,
   * `vault/own-stack`
   */
  public addSecret(secretName: string, secretValue: SecretValue): Secret {
    const id = `Secret-${secretName}`;
    const present = this.node.children.map((child) => child.node.id.toLowerCase()); // Azure ignores case
    refuse(this, ONE_SECRET.when(present.includes(id.toLowerCase()), `"${secretName}" again`));
    const secret = new Secret(this, id, this, secretName, secretValue, [this.writing.dependable]);
    this.written.push(secret);
    return secret;
  }

  private writerViolations(): Violation[] {
    const names = this.written.map(({ secretName }) => `"${secretName}"`).join(", ");
    return WRITER.when(names !== "" && this.writers.length === 0, `nobody who may write ${names}`);
  }
}
