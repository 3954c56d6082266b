import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { Rule, refuse } from "../core/rule";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { IPrincipal } from "../identity/principal";
import { IKeyVault } from "../vault/key-vault";
import { ISecret } from "../vault/secret";
import { addPart } from "./add-part";
import { IDataFactory } from "./data-factory";
import { ILinkedService } from "./dataset";
import { ManagedIdentityCredential } from "./managed-identity-credential";
import { foreignParts } from "./own-factory";

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
   * As whom the factory reads, and so who is given the right.
   *
   * @default - as the factory comes
   */
  readonly credential?: ManagedIdentityCredential;
  /**
   * How long Azure may take until the factory's rights on the secrets count.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/**
 * A factory's way to the secrets of a vault: by its identity, which becomes Key Vault Secrets User on exactly the
 * secrets that are named. Data Factory reads them whenever it needs them, so they are in no state and no pipeline.
 */
export class KeyVaultLinkedService extends Construct implements ILinkedService {
  public readonly dataFactory: IDataFactory;
  public readonly linkedServiceName: string;
  public readonly dependable: ITerraformDependable;
  private readonly reader: IPrincipal;
  private readonly propagation?: Duration;
  private reading?: GrantsInEffect;
  private readonly baseUrl: string;

  /** @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory` */
  constructor(scope: Construct, id: string, props: KeyVaultLinkedServiceProps) {
    super(scope, id);
    const credential = props.credential ?? props.dataFactory.credential;
    refuse(this, foreignParts(props.dataFactory, credential === undefined ? [] : [credential]));
    this.dataFactory = props.dataFactory;
    this.linkedServiceName = props.linkedServiceName;
    this.baseUrl = `https://${props.vault.vaultName}.vault.azure.net/`;
    this.dependable = addPart(this, "linked service", {
      dataFactory: props.dataFactory,
      name: props.linkedServiceName,
      body: {
        type: "AzureKeyVault",
        typeProperties: { baseUrl: this.baseUrl, ...(credential && { credential: credential._reference }) },
      },
      after: [credential?.dependable],
    });
    this.reader = credential?.identity ?? props.dataFactory.identity;
    this.propagation = props.propagation;
  }

  /** Waits until the factory's rights on the secrets count, those that are given here. @internal */
  public _rightsInEffect(): ITerraformDependable[] {
    return this.reading === undefined ? [] : [this.reading.dependable];
  }

  /** Lets the factory read `secret`, and says where it is, as linked services of other types want it. @throws `data-factory/own-vault` @internal */
  public _read(secret: ISecret): Record<string, unknown> {
    const holds = (url: string) => url.toLowerCase().startsWith(this.baseUrl.toLowerCase());
    refuse(this, OWN_VAULT.unless(holds, secret.secretUrl));
    const grant = secret.grantRead(this.reader);
    this.reading ??= GrantsInEffect._of(this, "Reading", [grant], this.propagation);
    this.reading?.add(grant);
    return {
      type: "AzureKeyVaultSecret",
      store: { referenceName: this.linkedServiceName, type: "LinkedServiceReference" },
      secretName: secret.secretName,
    };
  }
}
