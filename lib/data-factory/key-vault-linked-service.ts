import { DataFactoryLinkedCustomService } from "@cdktf/provider-azurerm/lib/data-factory-linked-custom-service";
import { DataFactoryLinkedServiceKeyVault } from "@cdktf/provider-azurerm/lib/data-factory-linked-service-key-vault";
import { ITerraformDependable, TerraformResource, TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { nameViolations } from "../core/resource-name";
import { Rule, refuse } from "../core/rule";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { IKeyVault } from "../vault/key-vault";
import { ISecret } from "../vault/secret";
import { IDataFactory } from "./data-factory";
import { ILinkedService } from "./dataset";
import { jsonText } from "./json-text";
import { takeName } from "./one-name";

const OWN_VAULT = new Rule({
  id: "data-factory/own-vault",
  why: "A linked service leads to one vault; in it Data Factory would find another secret of that name, or none.",
  fix: "Give a secret of the linked service's vault, or a KeyVaultLinkedService to the secret's.",
  source: "Microsoft: store credentials in Azure Key Vault, Azure Data Factory",
});

/** How to make a {@link KeyVaultLinkedService}. */
export interface KeyVaultLinkedServiceProps {
  /** The factory that reads secrets. */
  readonly dataFactory: IDataFactory;
  /** The vault that holds them. */
  readonly vault: IKeyVault;
  /** 1-260 characters, a letter first, no dash and none of `<>*#.%&:\+?/`. */
  readonly linkedServiceName: string;
  /**
   * How long Azure may take until the factory's rights on the secrets count.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/**
 * A factory's way to the secrets of a vault: by its own identity, which becomes Key Vault Secrets User on exactly the
 * secrets that are named. Data Factory reads them whenever it needs them, so they are in no state and no pipeline.
 */
export class KeyVaultLinkedService extends Construct implements ILinkedService {
  public readonly dataFactory: IDataFactory;
  public readonly linkedServiceName: string;
  private readonly resource: TerraformResource;
  private readonly reading: GrantsInEffect;
  private readonly baseUrl: string;

  /** @throws `data-factory/linked-service-name`, `data-factory/one-name` */
  constructor(scope: Construct, id: string, props: KeyVaultLinkedServiceProps) {
    super(scope, id);
    refuse(
      this,
      nameViolations("linkedService", props.linkedServiceName),
      takeName(this, props.dataFactory.factoryName, "linked service", props.linkedServiceName),
    );
    this.dataFactory = props.dataFactory;
    this.linkedServiceName = props.linkedServiceName;
    this.baseUrl = `https://${props.vault.vaultName}.vault.azure.net/`;
    this.resource = this.resourceFor(props.vault);
    this.reading = new GrantsInEffect(this, "Reading", { propagation: props.propagation });
  }

  public get dependable(): ITerraformDependable {
    return this.resource;
  }

  /** Waits until the factory's rights on the secrets count. @internal */
  public _rightsInEffect(): ITerraformDependable {
    return this.reading.dependable;
  }

  /** Lets the factory read `secret`, and says where it is, as linked services of other types want it. @throws `data-factory/own-vault` @internal */
  public _read(secret: ISecret): Record<string, unknown> {
    const holds = (url: string) => url.toLowerCase().startsWith(this.baseUrl.toLowerCase());
    refuse(this, OWN_VAULT.unless(holds, secret.secretUrl));
    this.reading.add(secret.grantRead(this.dataFactory.identity));
    return {
      type: "AzureKeyVaultSecret",
      store: { referenceName: this.linkedServiceName, type: "LinkedServiceReference" },
      secretName: secret.secretName,
    };
  }

  /**
   * azurerm's own type looks the vault up in the provider's subscription, so it fits a vault of this stack; one that
   * somebody else owns may lie anywhere, and the custom type needs nothing but its address.
   * Source: azurerm 4.55.0, azurerm_data_factory_linked_service_key_vault.
   */
  private resourceFor(vault: IKeyVault): TerraformResource {
    const common = { name: this.linkedServiceName, dataFactoryId: this.dataFactory.resourceId };
    return madeBeside(this, vault)
      ? new DataFactoryLinkedServiceKeyVault(this, "Resource", { ...common, keyVaultId: vault.resourceId })
      : new DataFactoryLinkedCustomService(this, "Resource", {
          ...common,
          type: "AzureKeyVault",
          typePropertiesJson: jsonText({ baseUrl: this.baseUrl }),
        });
  }
}

/** Whether the vault is made in the stack of `construct`, and so in its subscription. */
function madeBeside(construct: Construct, vault: IKeyVault): boolean {
  return Token.isUnresolved(vault.resourceId) && TerraformStack.of(vault) === TerraformStack.of(construct);
}
