import { Construct } from "constructs";
import { Rule, Violation, refuse } from "../core/rule";
import { BlobHandoff } from "../copy/blob-handoff";
import { BlobStore } from "../copy/blob-store";
import { CustomStore } from "../copy/custom-store";
import { HandoffExport } from "../copy/handoff-export";
import { HandoffImport } from "../copy/handoff-import";
import { SalesforceStore } from "../copy/salesforce-store";
import { SqlServerLogin, SqlServerStore } from "../copy/sql-server-store";
import { DataFactory } from "../data-factory/data-factory";
import { ExecutePipelineActivity } from "../data-factory/execute-pipeline-activity";
import { KeyVaultLinkedService } from "../data-factory/key-vault-linked-service";
import { LinkedIntegrationRuntime } from "../data-factory/linked-integration-runtime";
import { ManagedIdentityCredential } from "../data-factory/managed-identity-credential";
import { Pipeline } from "../data-factory/pipeline";
import { ScheduleTrigger } from "../data-factory/schedule-trigger";
import { DbtRunPipeline } from "../dbt/pipeline/dbt-run-pipeline";
import { DomainPlan } from "../holding/domain-plan";
import { HandoffPlan } from "../holding/handoff";
import { PlannedForward } from "../holding/planned-forward";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { Tier } from "../ownership/tier";
import { Forward } from "../tunnel/forward";
import { Protocol } from "../tunnel/protocol";
import { IKeyVault } from "../vault/key-vault";
import {
  DomainBlobProps,
  DomainCustomStoreProps,
  DomainGivingProps,
  DomainLoadProps,
  DomainPipelineProps,
  DomainSalesforceProps,
  DomainSchedule,
  DomainSqlServerProps,
  DomainStoreProps,
  DomainTakingProps,
} from "./domain-movement";
import { runsWhenAllIsWell } from "./runs-when-all-is-well";
import { takePlaces } from "./written-places";

const PLANNED_FORWARD = new Rule({
  id: "domain/planned-forward",
  why: "The hub lets the domain send through the forwards that the plan gives it, and through no others.",
  fix: "Use what the domain's forward(…) says of a forward that the plan gives it.",
  source: "this library: the plan of a holding",
});

const STORE_PROTOCOL = new Rule({
  id: "domain/store-protocol",
  why: "What speaks at the forward's end is no SQL Server, and no copy would ever reach one there.",
  fix: "Use a forward whose protocol is Protocol.SQL_SERVER; what speaks another one is addCustomStore.",
  source: "this library: the plan of a holding",
});

const OWN_TIER_HOST = new Rule({
  id: "domain/host-of-own-tier",
  why: "Production is apart from development down to the host, and the text of a custom store is the library's to read, not to trust.",
  fix: "Take host and port from the domain's forward(…), which knows its tier.",
  source: "this library: subsidiaries and tiers",
});

const BLOB_OWNER = new Rule({
  id: "domain/blob-owner",
  why: "Whose data a container holds decides where it may be copied to, and the plan knows the accounts of the domain and of its hub alone.",
  fix: "Give subsidiaryName: the legal entity whose data lies there.",
  source: "this library: copy/legal-entity",
});

const OWN_BLOBS = new Rule({
  id: "domain/own-blobs",
  why: "The plan gives the domain's factory no right on blobs in storage accounts of the domain's own.",
  fix: "Plan the domain with ownBlobs.",
  source: "this library: the plan of a holding",
});

const HANDOFF_SIDE = new Rule({
  id: "domain/handoff-side",
  why: "A handoff is between the two domains that its plan names, in one environment.",
  fix: "Give at the providing domain and take at the consuming one, with the handoff's plan for the domain's own environment.",
  source: "this library: the plan of a holding",
});

/** Violations by a forward that the plan does not give the domain. */
export function forwardViolations(plan: DomainPlan, forward: Forward): Violation[] {
  const known = plan.forwards.map(({ name }) => name).join(", ") || "none";
  return PLANNED_FORWARD.when(!plan.mayReach(forward), `"${forward.name}"`, `Planned: ${known}.`);
}

/** Violations by a forward at whose end no SQL Server speaks. */
function protocolViolations({ name, protocol }: Forward): Violation[] {
  const { protocolName } = protocol;
  return STORE_PROTOCOL.when(
    protocolName !== Protocol.SQL_SERVER.protocolName,
    `${protocolName} at the end of "${name}"`,
  );
}

/** Violations by hosts of the other tier in the properties of a custom store. */
function foreignHostViolations(plan: DomainPlan, typeProperties: Record<string, unknown>): Violation[] {
  const text = JSON.stringify(typeProperties).toLowerCase();
  return plan._foreignHosts().flatMap((host) => {
    const whole = new RegExp(`(?<![a-z0-9.-])${host.replace(/\./g, "\\.")}(?![a-z0-9-]|\\.[a-z0-9])`);
    return OWN_TIER_HOST.when(whole.test(text), `${host} in ${plan.tier}`);
  });
}

/** What a domain copies, hands over and runs: the part of a {@link SourceDomain} that stands on Data Factory. */
export abstract class MovingDomain extends Construct {
  /** What the domain is called in this environment, and which hub serves it. */
  public abstract readonly plan: DomainPlan;
  /** The domain's own factory. */
  public abstract readonly dataFactory: DataFactory;
  /** The runtime in the domain's factory, linked to the hub's. */
  public abstract readonly runtime: LinkedIntegrationRuntime;
  /** The hub's vault; only secrets that the plan lets the domain read can be looked up. */
  public abstract readonly vault: IKeyVault;
  private secrets?: KeyVaultLinkedService;

  /**
   * The end in this domain's tier of a service on premises.
   *
   * @throws `holding/forward-of-domain` where the plan does not give it to the domain, `holding/forward-tier` where it
   * does not exist in the tier
   */
  public forward(planned: PlannedForward): Forward {
    return this.plan.forward(planned);
  }

  /** The way of the domain's factory to secrets of the hub's vault, made when first asked for. */
  public get keyVaultLinkedService(): KeyVaultLinkedService {
    this.secrets ??= new KeyVaultLinkedService(this, "Secrets", {
      dataFactory: this.dataFactory,
      vault: this.vault,
      linkedServiceName: "secrets",
    });
    return this.secrets;
  }

  /** Adds a SQL Server on premises. @throws `domain/planned-forward`, `domain/store-protocol`, `copy/…`, `data-factory/…` */
  public addSqlServerStore(id: string, props: DomainSqlServerProps): SqlServerStore {
    const { forward } = props;
    refuse(this, forwardViolations(this.plan, forward), protocolViolations(forward));
    return new SqlServerStore(this, id, {
      ...this.store(id, props),
      runtime: this.runtime,
      keyVault: this.keyVaultLinkedService,
      login: SqlServerLogin.password({ ...props, host: forward.host, port: forward.port }),
    });
  }

  /** Adds Salesforce. @throws `copy/…`, `data-factory/…` */
  public addSalesforceStore(id: string, props: DomainSalesforceProps): SalesforceStore {
    return new SalesforceStore(this, id, {
      ...this.store(id, props),
      environmentUrl: props.environmentUrl,
      clientId: props.clientId,
      clientSecret: props.clientSecret,
      keyVault: this.keyVaultLinkedService,
    });
  }

  /**
   * Adds a blob container. What it may do in one of the domain's own, the plan says (`ownBlobs`); in any other, the
   * domain's access stack (`DomainAccess.giveFactory`).
   *
   * @throws `domain/own-blobs`, `domain/blob-owner`, `copy/…`, `data-factory/…`
   */
  public addBlobStore(id: string, props: DomainBlobProps): BlobStore {
    const { accountName } = props.container.storageAccount;
    const ofDomain = accountName === this.plan.storageAccountName;
    const own = ofDomain || accountName === this.plan.hub.storageAccountName;
    refuse(
      this,
      OWN_BLOBS.when(ofDomain && !this.plan.ownBlobs, `a container in ${accountName}`),
      BLOB_OWNER.when(!own && props.subsidiaryName === undefined, `a container in ${accountName}, of nobody known`),
    );
    const store = this.store(id, props);
    return new BlobStore(this, id, {
      ...store,
      subsidiaryName: props.subsidiaryName ?? store.subsidiaryName,
      container: props.container,
      access: props.access,
    });
  }

  /** Adds any other store. @throws `domain/host-of-own-tier`, `copy/…`, `data-factory/…` */
  public addCustomStore(id: string, props: DomainCustomStoreProps): CustomStore {
    const { secrets } = props;
    refuse(this, foreignHostViolations(this.plan, props.typeProperties));
    return new CustomStore(this, id, {
      ...this.store(id, props),
      runtime: props.onPremises === true ? this.runtime : undefined,
      linkedServiceType: props.linkedServiceType,
      typeProperties: props.typeProperties,
      secrets: secrets && { keyVault: this.keyVaultLinkedService, byProperty: secrets },
    });
  }

  /** Adds a pipeline, and a trigger of the same name where it has a schedule. @throws `domain/one-environment`, `data-factory/…` */
  public addPipeline(id: string, props: DomainPipelineProps): Pipeline {
    const writes = props.activities.flatMap((activity) => activity._writes());
    refuse(this, takePlaces(this, this.plan, writes));
    const pipeline = new Pipeline(this, id, {
      dataFactory: this.dataFactory,
      pipelineName: props.pipelineName ?? dashed(id),
      activities: props.activities,
      parameters: props.parameters,
      concurrency: props.concurrency ?? 1,
    });
    this.addTrigger(pipeline, props.schedule);
    return pipeline;
  }

  /**
   * Adds what a domain does by default: activities such as copies, and when all of them have succeeded, a dbt job. It
   * does not wait for activities that run only when another one fails.
   *
   * @throws `data-factory/…`
   */
  public addLoad(id: string, props: DomainLoadProps): Pipeline {
    const { job, activities } = props;
    const transform = new DbtRunPipeline(this, `${id}Transform`, {
      dataFactory: this.dataFactory,
      job,
      pipelineName: `${props.pipelineName ?? dashed(id)}-transform`,
    });
    const run = new ExecutePipelineActivity("Transform", {
      pipeline: transform.pipeline,
      dependsOn: activities.filter(runsWhenAllIsWell).map((activity) => ({ activity })),
    });
    return this.addPipeline(id, { ...props, activities: [...activities, run] });
  }

  /**
   * Gives data to a domain of another subsidiary: writes it into a container of this domain's hub.
   *
   * @throws `domain/handoff-side`, `copy/…`
   */
  public giveHandoff(id: string, props: DomainGivingProps): HandoffExport {
    const { plan } = props;
    refuse(this, this.sideViolations(plan, plan.provider, "gives"));
    const given = new HandoffExport(this, id, {
      ...this.side(id, plan, "give"),
      source: props.source,
      columnNames: props.columnNames,
      policy: props.policy,
    });
    this.addTrigger(given.pipeline, props.schedule);
    return given;
  }

  /**
   * Takes data from a domain of another subsidiary: reads it from a container of that domain's hub, as the identity that
   * the giving side made for this.
   *
   * @throws `domain/handoff-side`, `copy/…`
   */
  public takeHandoff(id: string, props: DomainTakingProps): HandoffImport {
    const { plan } = props;
    refuse(this, takePlaces(this, this.plan, props.sink._places), this.sideViolations(plan, plan.consumer, "takes"));
    return new HandoffImport(this, id, {
      ...this.side(id, plan, "take"),
      credential: this.readerOf(id, plan),
      sink: props.sink,
      columnNames: props.columnNames,
      policy: props.policy,
      maxAge: props.maxAge,
      manifestPolicy: props.manifestPolicy,
    });
  }

  private store(id: string, { linkedServiceName }: DomainStoreProps) {
    return {
      dataFactory: this.dataFactory,
      subsidiaryName: this.plan.subsidiaryName,
      linkedServiceName: linkedServiceName ?? dashed(id).replace(/-/g, "_"),
    };
  }

  private side(id: string, plan: HandoffPlan, verb: string) {
    return {
      dataFactory: this.dataFactory,
      handoff: BlobHandoff.fromNames(this, `${id}Handoff`, plan),
      pipelineName: `${verb}-${plan.name}`,
      linkedServiceName: `${verb}_${plan.name.replace(/-/g, "_")}`,
    };
  }

  /** As whom the factory reads what `plan` hands over. */
  private readerOf(id: string, plan: HandoffPlan): ManagedIdentityCredential {
    const identity = UserAssignedIdentity.fromResourceId(this, `${id}Reader`, plan.readerIdentityId);
    this.dataFactory.carry(identity);
    return new ManagedIdentityCredential(this, `${id}Credential`, {
      dataFactory: this.dataFactory,
      credentialName: `take-${plan.name}`,
      identity,
    });
  }

  private sideViolations(plan: HandoffPlan, side: DomainPlan, verb: string): Violation[] {
    const given = `${plan.name}, which ${side.stackName} ${verb}, at ${this.plan.stackName}`;
    return HANDOFF_SIDE.when(side !== this.plan, given);
  }

  private addTrigger(pipeline: Pipeline, schedule: DomainSchedule | undefined): void {
    if (schedule !== undefined) {
      new ScheduleTrigger(pipeline, "Schedule", {
        ...schedule,
        activated: schedule.activated ?? this.plan.tier === Tier.PRODUCTION,
        pipeline,
        triggerName: pipeline.pipelineName,
      });
    }
  }
}

/** `NightlyRun` and `Nightly Run` as `nightly-run`. */
export function dashed(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
}
