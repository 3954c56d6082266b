import { Duration } from "../core/duration";
import { BlobAccess } from "../copy/blob-store";
import { CopySink, CopySource } from "../copy/endpoint";
import { Activity } from "../data-factory/activity";
import { ActivityPolicy } from "../data-factory/execution-activity";
import { PipelineParameter } from "../data-factory/pipeline-parameter";
import { Recurrence } from "../data-factory/recurrence";
import { DbtJob } from "../dbt/container-group/dbt-job";
import { HandoffPlan } from "../holding/handoff";
import { IBlobContainer } from "../storage/blob-container";
import { Forward } from "../tunnel/forward";
import { ISecret } from "../vault/secret";

/** What every store of a domain can be given. */
export interface DomainStoreProps {
  /**
   * Name in the domain's factory.
   *
   * @default - the construct's ID in lowercase, its words joined with underscores
   */
  readonly linkedServiceName?: string;
}

/** A SQL Server that the domain's runtime reaches. */
export interface DomainSqlServerProps extends DomainStoreProps {
  /** By which the plan knows host and port; the runtime's nodes reach the host itself. */
  readonly forward: Forward;
  /** Name of the database. */
  readonly database: string;
  /** SQL user as whom Data Factory comes. */
  readonly user: string;
  /** The user's password, in the hub's vault. */
  readonly password: ISecret;
  /**
   * Whether the encrypted connection goes on when the server's certificate cannot be verified.
   *
   * @default false
   */
  readonly trustServerCertificate?: boolean;
}

/** Salesforce, which Azure's own runtime reaches. */
export interface DomainSalesforceProps extends DomainStoreProps {
  /** Address of the Salesforce instance. */
  readonly environmentUrl: string;
  /** Consumer key of the connected app as which Data Factory comes. */
  readonly clientId: string;
  /** The connected app's secret, in the hub's vault. */
  readonly clientSecret: ISecret;
}

/** A blob container, which Azure's own runtime reaches. */
export interface DomainBlobProps extends DomainStoreProps {
  /** The container. */
  readonly container: IBlobContainer;
  /** What the domain's factory may do there. */
  readonly access: BlobAccess;
  /**
   * Legal entity whose data it holds. It must be given where the container lies in neither the domain's own storage
   * account nor its hub's.
   *
   * @default - the domain's own
   */
  readonly subsidiaryName?: string;
}

/** Any other store. */
export interface DomainCustomStoreProps extends DomainStoreProps {
  /** What Data Factory calls the kind of linked service, for example `PostgreSqlV2`. */
  readonly linkedServiceType: string;
  /** Its `typeProperties`, as Data Factory documents them for the type, but for those that are secrets. */
  readonly typeProperties: Record<string, unknown>;
  /**
   * Those of its `typeProperties` that are secrets in the hub's vault, by name.
   *
   * @default - none
   */
  readonly secrets?: Record<string, ISecret>;
  /**
   * Whether it lies on premises, so that the domain's runtime reaches it.
   *
   * @default false
   */
  readonly onPremises?: boolean;
}

/** When a pipeline of a domain runs by itself. */
export interface DomainSchedule extends Recurrence {
  /**
   * Whether it does.
   *
   * @default - in production alone
   */
  readonly activated?: boolean;
}

/** A pipeline of a domain's factory. */
export interface DomainPipelineProps {
  /** Its steps, at most 120 with those within containers. */
  readonly activities: Activity[];
  /**
   * Name in the domain's factory.
   *
   * @default - the construct's ID in lowercase, its words joined with hyphens
   */
  readonly pipelineName?: string;
  /**
   * What a run can be given.
   *
   * @default - nothing
   */
  readonly parameters?: PipelineParameter[];
  /**
   * How many runs there may be at a time, 1-50.
   *
   * @default 1
   */
  readonly concurrency?: number;
  /**
   * When it runs by itself.
   *
   * @default - only when somebody starts it
   */
  readonly schedule?: DomainSchedule;
}

/** What a domain does by default: copy, then dbt. */
export interface DomainLoadProps extends DomainPipelineProps {
  /** The job that runs when every activity has succeeded, but for those that run only when another one fails. */
  readonly job: DbtJob;
}

/** What both sides of a handoff can be given. */
export interface DomainHandoffProps {
  /** The handoff in this domain's environment. */
  readonly plan: HandoffPlan;
  /**
   * Names of columns on this side, by the contract's name.
   *
   * @default - those of the contract
   */
  readonly columnNames?: Record<string, string>;
  /**
   * How the copy is run.
   *
   * @default - once, for up to 12 hours
   */
  readonly policy?: ActivityPolicy;
}

/** The giving side of a handoff. */
export interface DomainGivingProps extends DomainHandoffProps {
  /** What is given. */
  readonly source: CopySource;
  /**
   * When it is given.
   *
   * @default - only when somebody starts it
   */
  readonly schedule?: DomainSchedule;
}

/** The taking side of a handoff. */
export interface DomainTakingProps extends DomainHandoffProps {
  /** Where it goes. */
  readonly sink: CopySink;
  /**
   * How old the last complete data may be.
   *
   * @default - as old as the contract's retention
   */
  readonly maxAge?: Duration;
  /**
   * How the manifest is asked for, for example again where the giving side may still be writing.
   *
   * @default - once
   */
  readonly manifestPolicy?: ActivityPolicy;
}
