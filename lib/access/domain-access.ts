import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { Rule, refuse, warn } from "../core/rule";
import { isSameDeployer } from "../holding/deployer";
import { DomainPlan } from "../holding/domain-plan";
import { JobPlan } from "../holding/job-plan";
import { refuseOtherProviders } from "../holding/planned-providers";
import { RelayAccess } from "../holding/relay-access";
import { Grant } from "../identity/grant";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { IAzureResource, IPrincipal, Principal } from "../identity/principal";
import { Role } from "../identity/role";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { HubThings } from "./hub-things";
import { oneSubscriptionViolations, oneSubscriptionWarnings } from "./one-subscription";
import { OwnGroup } from "./own-group";

const DEPLOYER = new Rule({
  id: "access/deployer",
  why: "What a domain's deployer may do is given by this stack, and to nobody else.",
  fix: "Plan the deployer at the domain (developmentDeployer, productionDeployer).",
  source: "this library: rights of a domain's deployer",
});

const OWN_JOB = new Rule({
  id: "access/own-job",
  why: "The stack makes the identities of one domain's planned jobs in one environment, and gives others nothing.",
  fix: "Give the job's plan for the environment of the stack (job.planFor(plan.environment)) at the access of its own domain.",
  source: "this library: the plan of a holding",
});

/** How to make a {@link DomainAccess}. */
export interface DomainAccessProps {
  /** What the domain is called in this environment, and what it may use. */
  readonly plan: DomainPlan;
  /**
   * The azurerm, with an alias, that makes the domain's resource group in the domain's subscription.
   *
   * @default - the stack's own: the domain lies in the subscription of its hub
   */
  readonly domainProvider?: TerraformProvider;
  /**
   * How long Azure may take until rights count.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/**
 * What one domain may in one environment: its resource group, the identities as which its factory and its jobs come, and
 * every right that the plan gives them and its deployer. The domain's own stack then gives none, and waits for none: the
 * apply of this one ends when they count.
 *
 * The stack's providers are those of the hub's subscription; where the resource group lies in another, it takes one more
 * (`domainProvider`). Deploy it after the hub and before the domain. Take the domain away before it: a resource group
 * with anything in it is not deleted, and what the domain may on the hub stays until that is.
 */
export class DomainAccess extends Construct {
  /** What the domain is called in this environment, and what it may use. */
  public readonly plan: DomainPlan;
  /** As whom the domain's factory comes. */
  public readonly factory: UserAssignedIdentity;
  /** As whom the domain's jobs come, all that are not planned to come as themselves. */
  public readonly jobs: UserAssignedIdentity;
  private readonly ownJobs: ReadonlyMap<string, UserAssignedIdentity>;
  private readonly deployer: Principal;
  private readonly group: OwnGroup;
  private readonly hub: HubThings;
  private readonly inEffect: GrantsInEffect;
  /** What it gives, with the subscription in which that counts. */
  private readonly given = new Map<Grant, string>();

  /** @throws `access/deployer`, `access/subscription`, `access/kept-group`, `access/one-subscription`, `holding/one-tenant`, and what its parts refuse */
  constructor(scope: Construct, id: string, props: DomainAccessProps) {
    super(scope, id);
    const { plan } = props;
    refuse(
      this,
      DEPLOYER.when(plan.deployer === undefined, `no deployer of ${plan.stackName}`),
      oneSubscriptionViolations(plan),
    );
    warn(this, oneSubscriptionWarnings(plan));
    refuseOtherProviders(this, plan.hub);
    this.plan = plan;
    this.hub = new HubThings(this, "Hub", plan.hub);
    this.inEffect = new GrantsInEffect(this, "InEffect", { propagation: props.propagation });
    this.deployer = new Principal(this, "Deployer", plan.deployer!.principalId);
    this.group = new OwnGroup(this, "Group", plan, props.domainProvider);
    this.factory = this.addIdentity("Factory", plan.factoryIdentityName);
    this.jobs = this.addIdentity("Jobs", plan.jobIdentityName);
    this.ownJobs = new Map(plan.jobs.map((job) => [job.name, this.addIdentity(`Job-${job.name}`, job.identityName)]));
    this.give(this.deployer, Role.CONTRIBUTOR, this.group);
    this.admitDeployer();
    this.admitFactory();
    this.admitJob(this.jobs, plan);
    plan.jobs.forEach((job) => this.admitJob(this.ownJobs.get(job.name)!, job));
    this.admitHandoffs();
  }

  /** The domain's resource group, to give further rights on. */
  public get resourceGroup(): IAzureResource {
    return this.group;
  }

  /** The subscriptions in which it gives rights, once for each right. @internal */
  public get _givenIn(): string[] {
    return [...this.given.values()];
  }

  /** Gives the domain's factory a further right; the apply ends when it counts. */
  public giveFactory(role: Role, resource: IAzureResource): void {
    this.give(this.factory, role, resource);
  }

  /** Gives the domain's jobs a further right, but for those that come as themselves; the apply ends when it counts. */
  public giveJobs(role: Role, resource: IAzureResource): void {
    this.give(this.jobs, role, resource);
  }

  /** Gives a planned job of the domain a further right; the apply ends when it counts. @throws `access/own-job` */
  public giveJob(job: JobPlan, role: Role, resource: IAzureResource): void {
    refuse(this, OWN_JOB.when(job.domain !== this.plan, `${job._path} at ${this.plan.stackName}`));
    this.give(this.ownJobs.get(job.name)!, role, resource);
  }

  /**
   * The identities that Terraform attaches for the domain, and the secrets that it looks up. Azure keeps one assignment
   * per role, principal and scope: where one deployer has several stacks, the first of them in the plan has it given.
   */
  private admitDeployer(): void {
    [this.factory, this.jobs, ...this.ownJobs.values()].forEach((one) =>
      this.give(this.deployer, Role.MANAGED_IDENTITY_OPERATOR, one),
    );
    const given = earlierOfDeployer(this.plan).flatMap(({ lookedUpSecretNames }) => lookedUpSecretNames);
    const names = this.plan.lookedUpSecretNames.filter((name) => !given.includes(name));
    if (names.length > 0 && given.length === 0) {
      this.give(this.deployer, Role.READER, this.hub.vault); // azurerm reads the vault before the secret
    }
    this.letRead(this.deployer, names);
  }

  private admitFactory(): void {
    const linking = this.plan.hub.linkRoleId;
    const role = linking === undefined ? Role.CONTRIBUTOR : Role.ofDefinition(linking);
    this.plan._runtimes.forEach((runtime) => this.give(this.factory, role, this.hub.runtime(runtime)));
    this.letRead(this.factory, this.plan.identitySecretNames);
    this.give(this.factory, Role.AZURE_CONTAINER_INSTANCES_CONTRIBUTOR, this.group);
    if (this.plan.ownBlobs) {
      this.give(this.factory, Role.STORAGE_BLOB_DATA_CONTRIBUTOR, this.group);
    }
  }

  /** Those that share an identity by the domain's plan, or one by its own. */
  private admitJob(who: IPrincipal, may: DomainPlan | JobPlan): void {
    this.hub.registries.forEach((registry) => this.give(who, registry.pullRole, registry));
    if (this.plan.relayAccesses.includes(RelayAccess.IDENTITY)) {
      [...may.forwards, ...may.retiredForwards].forEach((forward) =>
        this.give(who, Role.AZURE_RELAY_SENDER, this.hub.hybridConnection(forward)),
      );
    }
    if (this.plan.jobsReadSecrets) {
      this.letRead(who, may.readableSecretNames);
    }
  }

  /** What the domain gives to others: it writes, and whoever takes reads by an identity made here. */
  private admitHandoffs(): void {
    this.plan.givenHandoffs.forEach((handoff) => {
      const container = this.hub.container(handoff.containerName);
      this.give(this.factory, Role.STORAGE_BLOB_DATA_CONTRIBUTOR, container);
      const reader = this.addIdentity(`Reader-${handoff.name}`, handoff.readerIdentityName);
      this.give(reader, Role.STORAGE_BLOB_DATA_READER, container);
      const taker = handoff.consumer.deployer?.principalId.toLowerCase(); // Azure does not distinguish the case
      if (taker !== undefined) {
        const id = `Taker-${taker}`;
        const known = this.node.tryFindChild(id) as Principal | undefined;
        this.give(known ?? new Principal(this, id, taker), Role.MANAGED_IDENTITY_OPERATOR, reader);
      }
    });
  }

  private letRead(principal: IPrincipal, secretNames: readonly string[]): void {
    secretNames.forEach((name) => this.give(principal, Role.KEY_VAULT_SECRETS_USER, this.hub.vault.secret(name)));
  }

  private give(principal: IPrincipal, role: Role, resource: IAzureResource): void {
    const grant = principal.grant(role, resource);
    this.inEffect.add(grant);
    if (grant !== undefined) {
      this.given.set(grant, this.subscriptionOf(resource));
    }
    if (resource !== this.group && grant !== undefined) {
      this.group.isOutlivedBy(grant.dependable);
    }
  }

  private subscriptionOf(resource: IAzureResource): string {
    const { subscriptionId, hub } = this.plan;
    const said = /^\/subscriptions\/([^/]+)\//.exec(resource.resourceId)?.[1]; // nothing in what is made here
    return resource === this.group ? subscriptionId : (said ?? hub.subscriptionId);
  }

  private addIdentity(id: string, identityName: string): UserAssignedIdentity {
    const { resourceGroupName, location } = this.plan.hub;
    const identity = new UserAssignedIdentity(this, id, { identityName, resourceGroupName, location });
    this.group.isOutlivedBy(identity.dependable);
    return identity;
  }
}

/** What the plan of the hub has before `plan` for the same deployer. */
function earlierOfDeployer(plan: DomainPlan): DomainPlan[] {
  const { domains } = plan.hub;
  return domains.slice(0, domains.indexOf(plan)).filter((other) => isSameDeployer(other.deployer, plan.deployer));
}
