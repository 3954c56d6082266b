import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Rule, refuse } from "../core/rule";
import { Expression, verbatim } from "../data-factory/expression";
import { KeyVaultLinkedService } from "../data-factory/key-vault-linked-service";
import { ISecret } from "../vault/secret";
import { CopySource } from "./endpoint";
import { IncrementalWindow } from "./incremental-window";
import { DEFAULT_SALESFORCE_API_VERSION, MINIMUM_SALESFORCE_API_VERSION } from "./limits";
import { Store, StoreProps } from "./store";

const API_VERSION = new Rule({
  id: "copy/salesforce-api-version",
  why: "Data Factory reads Salesforce by Bulk API 2.0.",
  fix: `Use version ${MINIMUM_SALESFORCE_API_VERSION.toFixed(1)} or later, for example "${DEFAULT_SALESFORCE_API_VERSION}".`,
  source: "Microsoft: SalesforceV2LinkedService, apiVersion",
});

/** How to make a {@link SalesforceStore}. */
export interface SalesforceStoreProps extends StoreProps {
  /** Address of the Salesforce instance, for example `https://contoso.my.salesforce.com`. */
  readonly environmentUrl: string;
  /** Consumer key of the connected app as which Data Factory comes. */
  readonly clientId: string;
  /** The connected app's secret. */
  readonly clientSecret: ISecret;
  /** The factory's way to that secret. */
  readonly keyVault: KeyVaultLinkedService;
  /**
   * Version of Salesforce's API, 47.0 or later.
   *
   * @default "59.0"
   */
  readonly apiVersion?: string;
}

/** Rows of an object that one run copies. */
export interface SalesforceWindowProps {
  /** Fields to read: SOQL has no `*`. */
  readonly fields: string[];
  /** Which rows. */
  readonly window: IncrementalWindow;
}

/**
 * Salesforce, by the OAuth client credentials of a connected app. Source of its JSON: Microsoft,
 * SalesforceV2LinkedService, SalesforceV2ObjectDataset and SalesforceV2Source of the Data Factory REST API 2018-06-01.
 */
export class SalesforceStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];

  /** @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `data-factory/own-vault`, `copy/salesforce-api-version` */
  constructor(scope: Construct, id: string, props: SalesforceStoreProps) {
    super(scope, id, props);
    const apiVersion = props.apiVersion ?? DEFAULT_SALESFORCE_API_VERSION;
    refuse(
      this,
      API_VERSION.unless(
        (text) => /^\d+\.\d$/.test(text) && Number(text) >= MINIMUM_SALESFORCE_API_VERSION,
        apiVersion,
      ),
    );
    const clientSecret = this._secret(props.keyVault, props.clientSecret);
    this.rightsInEffect = props.keyVault._rightsInEffect();
    const { environmentUrl, clientId } = props;
    const authenticationType = "OAuth2ClientCredential";
    const typeProperties = { environmentUrl, authenticationType, clientId, clientSecret, apiVersion };
    this.dependable = this._addLinkedService("SalesforceV2", typeProperties, props.keyVault);
  }

  /**
   * Every row of an object, all its fields.
   *
   * @param objectApiName name in Salesforce's API, with `__c` where it is a custom object.
   */
  public object(objectApiName: string): CopySource {
    return this.source(objectApiName, {});
  }

  /**
   * The rows of an object that lie in a window.
   *
   * @param objectApiName name in Salesforce's API, with `__c` where it is a custom object.
   */
  public window(objectApiName: string, props: SalesforceWindowProps): CopySource {
    const condition = props.window._condition(props.window.column, "", "yyyy-MM-ddTHH:mm:ssZ");
    const text = `SELECT ${props.fields.join(", ")} FROM ${objectApiName} WHERE ${condition}`;
    return this.source(objectApiName, { query: Expression.interpolated(text)._json() });
  }

  /**
   * What a query answers.
   *
   * @param objectApiName name of the object that it asks for.
   * @param soql in Salesforce's query language, to the letter.
   */
  public query(objectApiName: string, soql: string): CopySource {
    return this.source(objectApiName, { query: verbatim(soql) });
  }

  private source(objectApiName: string, query: Record<string, unknown>): CopySource {
    return CopySource._of({
      store: this,
      dataset: this._addDataset("SalesforceV2Object", [objectApiName], { objectApiName }),
      json: { type: "SalesforceV2Source", ...query, includeDeletedObjects: false },
    });
  }
}
