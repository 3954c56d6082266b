/** How one part of a factory names another. */
export interface PartReference {
  readonly referenceName: string;
  readonly type:
    | "CredentialReference"
    | "DatasetReference"
    | "IntegrationRuntimeReference"
    | "LinkedServiceReference"
    | "PipelineReference";
  /** Values for the parameters of what is named, by name. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** What a parameter or a variable is when nobody says otherwise. */
export interface TextDefault {
  readonly type: "String";
  readonly defaultValue: string;
}

/** Of a pipeline. */
export interface PipelineBody {
  readonly description?: string;
  readonly activities: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: Readonly<Record<string, TextDefault>>;
  readonly variables?: Readonly<Record<string, TextDefault>>;
  readonly concurrency?: number;
}

/** Of a dataset. */
export interface DatasetBody {
  /** For example `SqlServerTable`. */
  readonly type: string;
  readonly linkedServiceName: PartReference;
  readonly parameters?: Readonly<Record<string, TextDefault>>;
  readonly typeProperties: Readonly<Record<string, unknown>>;
}

/** Of a linked service. */
export interface LinkedServiceBody {
  /** For example `SqlServer`. */
  readonly type: string;
  readonly connectVia?: PartReference;
  readonly typeProperties: Readonly<Record<string, unknown>>;
}

/** Of a credential. */
export interface CredentialBody {
  readonly type: "ManagedIdentity";
  readonly typeProperties: { readonly resourceId: string };
}

/** Of a self-hosted runtime: a physical one, or a link to one. */
export interface IntegrationRuntimeBody {
  readonly type: "SelfHosted";
  readonly description?: string;
  readonly typeProperties?: {
    readonly linkedInfo?: LinkedInfo;
    readonly selfContainedInteractiveAuthoringEnabled?: boolean;
  };
}

/** Which runtime a link leads to, and by which identity it was allowed; the factory's own where none is said. */
export interface LinkedInfo {
  readonly authorizationType: "RBAC";
  readonly resourceId: string;
  readonly credential?: PartReference;
}

/**
 * What Data Factory is told of each kind of part. Source: Microsoft, Data Factory REST API 2018-06-01.
 */
export interface PartBodies {
  readonly credential: CredentialBody;
  readonly dataset: DatasetBody;
  readonly "integration runtime": IntegrationRuntimeBody;
  readonly "linked service": LinkedServiceBody;
  readonly pipeline: PipelineBody;
}
