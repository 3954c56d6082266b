import { ITerraformDependable, Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { terraformText } from "../core/references";
import { Rule, Violation, refuse } from "../core/rule";
import { ISecret } from "../vault/secret";
import { CopySink, CopySource } from "./endpoint";
import { Store, StoreProps } from "./store";

const LITERAL_SECRET = new Rule({
  id: "copy/literal-secret",
  why: "A linked service's JSON lies in the stack's files, in Terraform's state and in Data Factory, and whoever may read the factory reads it.",
  fix: "Put the secret into the vault and name it in `secrets`, under the name of the property.",
  source: "Microsoft: store credentials in Azure Key Vault, Data Factory",
});

/** Properties of linked services that are secrets. Source: Microsoft, Data Factory REST API 2018-06-01, SecretBase. */
const SECRET_PROPERTY =
  /^(?:.*password|.*secret|passphrase|accesskey|accountkey|accesstoken|apikey|apitoken|authkey|credential|encryptedcredential|functionkey|personalaccesstoken|privatekeycontent|sastoken|sasuri|secretaccesskey|securitytoken|serviceprincipalkey|token)$/i;

/** Settings of a connection string that are secrets. */
const SECRET_SETTING = /(?:^|[;?&])\s*(?:password|pwd|accountkey|sharedaccesskey|sig)\s*=\s*[^;&\s]/i;

/** The value of a secret that Terraform looks up, which it would put into the JSON. */
const SECRET_VALUE = /\bazurerm_key_vault_secret\.[\w-]+\.value\b/;

/** Types of datasets that self-hosted nodes read and write by Java. Source: Microsoft, Parquet format and ORC format. */
const FORMATS_THAT_NEED_JAVA: readonly string[] = ["Parquet", "Orc"];

/** How to make a {@link CustomStore}. */
export interface CustomStoreProps extends StoreProps {
  /** What Data Factory calls the kind of linked service, for example `PostgreSqlV2`. */
  readonly linkedServiceType: string;
  /** Its `typeProperties`, as Data Factory documents them for the type, but for those that are secrets. */
  readonly typeProperties: Record<string, unknown>;
  /**
   * Those of its `typeProperties` that are secrets in the vault, by name.
   *
   * @default - none
   */
  readonly secrets?: Record<string, ISecret>;
}

/** One end of a copy at a {@link CustomStore}. */
export interface CustomEndProps {
  /** Name that tells the dataset from others of the store. */
  readonly datasetName: string;
  /** What Data Factory calls the kind of dataset, for example `PostgreSqlV2Table`. */
  readonly datasetType: string;
  /** The dataset's `typeProperties`. */
  readonly datasetProperties: Record<string, unknown>;
  /** What Data Factory calls the kind of source or sink, for example `PostgreSqlV2Source`. */
  readonly endType: string;
  /**
   * What else the source or sink says.
   *
   * @default - nothing
   */
  readonly properties?: Record<string, unknown>;
}

/** Any other store that Data Factory knows: its JSON is yours, names, secrets, runtime and rules are the library's. */
export class CustomStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];

  /** @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `data-factory/own-vault`, `copy/store-owner`, `copy/data-domain`, `copy/literal-secret`, and what speaks against it in what it lies within */
  constructor(scope: Construct, id: string, props: CustomStoreProps) {
    const { linkedServiceType, typeProperties } = props;
    super(scope, id, props, { typeProperties });
    refuse(this, secretViolations(this, typeProperties, "typeProperties"));
    const { json, keyVault, rightsInEffect } = this._secrets(props.secrets ?? {});
    this.rightsInEffect = rightsInEffect;
    this.dependable = this._addLinkedService(linkedServiceType, { ...typeProperties, ...json }, keyVault);
  }

  /** Reads it. @throws `core/known-name`, `copy/one-dataset`, `data-factory/one-name`, and what speaks against its texts in what the store lies within */
  public source(props: CustomEndProps): CopySource {
    return CopySource._of(this.end(props));
  }

  /** Writes it. @throws likewise */
  public sink(props: CustomEndProps): CopySink {
    const end = this.end(props);
    return CopySink._of(this, () => end);
  }

  private end({ datasetName, datasetType, datasetProperties, endType, properties = {} }: CustomEndProps) {
    this._refuseReach({ typeProperties: { datasetProperties, properties } });
    return {
      store: this,
      dataset: this._addDataset(datasetType, [datasetName], datasetProperties),
      json: { type: endType, ...properties },
      needsJava: FORMATS_THAT_NEED_JAVA.includes(datasetType),
    };
  }
}

/** Violations by texts that are secrets by the name of their property, by what they say, or by their own word. */
function secretViolations(scope: IConstruct, value: unknown, path: string): Violation[] {
  if (typeof value !== "object" || value === null) {
    const [, property = path] = /([^.]+)$/.exec(path) ?? [];
    const isSecret = typeof value === "string" && value !== "" && SECRET_PROPERTY.test(property);
    const lookedUp = Token.isUnresolved(value) && SECRET_VALUE.test(terraformText(scope, String(value)));
    return LITERAL_SECRET.when(isSecret || lookedUp || SECRET_SETTING.test(String(value)), `a secret in ${path}`);
  }
  const { type, value: text } = value as Record<string, unknown>;
  if (type === "AzureKeyVaultSecret") {
    return [];
  }
  return type === "SecureString" && text !== undefined
    ? LITERAL_SECRET.when(true, `a secret in ${path}`)
    : Object.entries(value).flatMap(([name, inner]) => secretViolations(scope, inner, `${path}.${name}`));
}
