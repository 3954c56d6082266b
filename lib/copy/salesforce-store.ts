import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { repeatedIn } from "../core/repeated";
import { Rule, refuse } from "../core/rule";
import { Expression, letterViolations, verbatim } from "../data-factory/expression";
import { ISecret } from "../vault/secret";
import { CopyEndProps, CopySource } from "./endpoint";
import { IncrementalWindow } from "./incremental-window";
import { DEFAULT_SALESFORCE_API_VERSION, MINIMUM_SALESFORCE_API_VERSION } from "./limits";
import { Store, StoreProps } from "./store";

const API_VERSION = new Rule({
  id: "copy/salesforce-api-version",
  why: "Data Factory reads Salesforce by Bulk API 2.0.",
  fix: `Use version ${MINIMUM_SALESFORCE_API_VERSION.toFixed(1)} or later, for example "${DEFAULT_SALESFORCE_API_VERSION}".`,
  source: "Microsoft: SalesforceV2LinkedService, apiVersion",
});

const ADDRESS = new Rule({
  id: "copy/salesforce-address",
  why: "Data Factory signs in at this address with the connected app's secret, which Salesforce takes nowhere but at an instance's My Domain.",
  fix: "Give the address of the instance with https and without a path, for example https://contoso.my.salesforce.com.",
  source:
    "Microsoft: Salesforce V2 connector, environmentUrl; Salesforce: OAuth 2.0 client credentials flow, 'request not supported on this domain'",
});

/** Hosts that people come to by a browser, and that take no client credentials. */
const BROWSED = /^https:\/\/(?:(?:login|test)\.salesforce\.com|.*\.(?:lightning\.force|salesforce-setup)\.com)\/?$/i;

const FIELDS = new Rule({
  id: "copy/salesforce-fields",
  why: "SOQL has no `*`, and takes each field once: a query of a window reads the fields that it names.",
  fix: "Name each field to read by its API name, such as Id, Region__c or Owner.Name, the keys of an upsert among them.",
  source: "Salesforce: SOQL, SELECT",
});

const OBJECT = new Rule({
  id: "copy/salesforce-object",
  why: "Salesforce's API knows an object by its API name, and not by its label.",
  fix: "Give the API name, such as Account, or Sales_Order__c of a custom object.",
  source: "Salesforce: Object Reference, custom objects; naming of API names",
});

const API_NAME = /^[a-z]\w*$/i;
/** A field, of a parent where it says so, or one function of it. */
const FIELD = /^(?!fields\()(?:[a-z_]+\([a-z]\w*(?:\.[a-z]\w*)*\)|[a-z]\w*(?:\.[a-z]\w*)*)$/i;

/** How to make a {@link SalesforceStore}. */
export interface SalesforceStoreProps extends StoreProps {
  /** Address of the Salesforce instance, for example `https://contoso.my.salesforce.com`. */
  readonly environmentUrl: string;
  /** Consumer key of the connected app as which Data Factory comes. */
  readonly clientId: string;
  /** The connected app's secret, in the vault. */
  readonly clientSecret: ISecret;
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

  /** @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `data-factory/own-vault`, `copy/data-domain`, `copy/salesforce-api-version`, `copy/salesforce-address` */
  constructor(scope: Construct, id: string, props: SalesforceStoreProps) {
    super(scope, id, props);
    const apiVersion = props.apiVersion ?? DEFAULT_SALESFORCE_API_VERSION;
    refuse(
      this,
      API_VERSION.unless(
        (text) => /^\d+\.\d$/.test(text) && Number(text) >= MINIMUM_SALESFORCE_API_VERSION,
        apiVersion,
      ),
      ADDRESS.unless((text) => /^https:\/\/[\w.-]+\/?$/.test(text) && !BROWSED.test(text), props.environmentUrl),
    );
    const { environmentUrl, clientId, clientSecret } = props;
    const { json, keyVault, rightsInEffect } = this._secrets({ clientSecret });
    this.rightsInEffect = rightsInEffect;
    const authenticationType = "OAuth2ClientCredential";
    const typeProperties = { environmentUrl, authenticationType, clientId, ...json, apiVersion };
    this.dependable = this._addLinkedService("SalesforceV2", typeProperties, keyVault);
  }

  /**
   * Every row of an object, all its fields.
   *
   * @param objectApiName name in Salesforce's API, with `__c` where it is a custom object.
   */
  public object(objectApiName: string): CopySource {
    return this.source(objectApiName, {}, { everyRow: true });
  }

  /**
   * The rows of an object that lie in a window.
   *
   * @param objectApiName name in Salesforce's API, with `__c` where it is a custom object.
   * @throws `copy/salesforce-fields`, `copy/salesforce-object`
   */
  public window(objectApiName: string, props: SalesforceWindowProps): CopySource {
    const { window, fields } = props;
    refuse(
      this,
      FIELDS.when(fields.length === 0, "no fields"),
      [...fields, window.column].flatMap((field) => FIELDS.unless((text) => FIELD.test(text), field)),
      repeatedIn(fields).flatMap((field) => FIELDS.when(true, `"${field}" twice`)),
    );
    const condition = window._condition(window.column, "", "yyyy-MM-ddTHH:mm:ssZ");
    const text = `SELECT ${fields.join(", ")} FROM ${objectApiName} WHERE ${condition}`;
    const query = { query: Expression.interpolated(text)._json() };
    return this.source(objectApiName, query, { window, columns: fields });
  }

  /**
   * What a query answers.
   *
   * @param objectApiName name of the object that it asks for.
   * @param soql in Salesforce's query language, to the letter.
   * @throws `data-factory/to-the-letter`, `copy/salesforce-object`
   */
  public query(objectApiName: string, soql: string): CopySource {
    refuse(this, letterViolations(soql));
    return this.source(objectApiName, { query: verbatim(soql) });
  }

  private source(
    objectApiName: string,
    query: Record<string, unknown>,
    rows: Pick<CopyEndProps, "window" | "everyRow" | "columns"> = {},
  ): CopySource {
    refuse(
      this,
      OBJECT.unless((text) => API_NAME.test(text), objectApiName),
    );
    return CopySource._of({
      ...rows,
      store: this,
      dataset: this._addDataset("SalesforceV2Object", [objectApiName], { objectApiName }),
      json: { type: "SalesforceV2Source", ...query, includeDeletedObjects: false },
    });
  }
}
