import { Rule, Violation, refuse } from "../core/rule";
import { deriveName } from "../core/resource-name";
import { ContractTerms, DataContract } from "../ownership/data-contract";
import { Domain } from "./domain";
import { DomainPlan } from "./domain-plan";
import { Environment } from "./environment";
import { retiredViolations } from "./retired";

const OTHER_SUBSIDIARY = new Rule({
  id: "holding/handoff-parties",
  why: "Within a subsidiary domains need no contract, and without an environment in common nothing is handed over.",
  fix: "Plan a handoff between domains of two subsidiaries of this holding that are deployed in one environment at least.",
  source: "this library: subsidiaries and tiers",
});

/** How to plan a {@link Handoff}. */
export interface HandoffProps extends ContractTerms {
  /** The domain that gives; what it gives lies in its hub's storage account until the retention has passed. */
  readonly provider: Domain;
  /** The domain that takes, of another subsidiary. */
  readonly consumer: Domain;
  /**
   * Whether it is about to go: its container and all rights stay, and it is refused to whatever gives or takes by it.
   *
   * @default false
   */
  readonly retired?: boolean;
}

/** One handoff in one environment: where the data lies in between, known to both ends by names alone. */
export class HandoffPlan {
  /** The container in the storage account of the giving domain's hub. */
  public readonly containerName: string;
  /** As whom the taking domain's factory reads there: an identity in the giving hub's resource group, which the giving domain's access stack makes. */
  public readonly readerIdentityName: string;

  /** @internal */
  public static _of(handoff: Handoff, provider: DomainPlan, consumer: DomainPlan): HandoffPlan {
    return new HandoffPlan(handoff, provider, consumer);
  }

  private constructor(
    private readonly handoff: Handoff,
    /** The giving domain. */
    public readonly provider: DomainPlan,
    /** The taking domain. */
    public readonly consumer: DomainPlan,
  ) {
    this.containerName = deriveName("blobContainer", ["handoff", this.environment.name, handoff.name]);
    this.readerIdentityName = deriveName("userAssignedIdentity", [
      provider.subsidiaryName,
      this.environment.name,
      handoff.name,
      "reader",
      provider.hub.location,
    ]);
  }

  /** The environment in which it takes place. */
  public get environment(): Environment {
    return this.provider.environment;
  }

  /** Name of the handoff, and of its contract. */
  public get name(): string {
    return this.handoff.name;
  }

  /** What was agreed. */
  public get contract(): DataContract {
    return this.handoff.contract;
  }

  /** Whether it is about to go: by itself, or with one of its parties. */
  public get retired(): boolean {
    return this.handoff.retired || this.provider.retired || this.consumer.retired;
  }

  /** Violations by a program that gives or takes by it. @internal */
  public _retiredViolations(): Violation[] {
    return retiredViolations(this.retired, `the handoff "${this.name}" in ${this.environment.name}`);
  }

  /** Azure resource ID of the identity as which the taking domain's factory reads. */
  public get readerIdentityId(): string {
    return this.provider.hub._identityId(this.readerIdentityName);
  }

  /** Azure resource ID of the storage account that holds the container: that of the giving domain's hub. */
  public get storageAccountId(): string {
    return this.provider.hub.storageAccountId;
  }
}

/** Data that one domain gives to a domain of another subsidiary, by contract, in every environment that both have. */
export class Handoff {
  /** @internal */
  public static _of(holdingName: string, name: string, props: HandoffProps): Handoff {
    return new Handoff(holdingName, name, props);
  }

  /** What was agreed. */
  public readonly contract: DataContract;
  /** The domain that gives. */
  public readonly provider: Domain;
  /** The domain that takes. */
  public readonly consumer: Domain;
  /** Whether it is about to go. */
  public readonly retired: boolean;
  private readonly byEnvironment: ReadonlyMap<string, HandoffPlan>;

  private constructor(
    holdingName: string,
    /** Name, for example `stock-levels`. */
    public readonly name: string,
    props: HandoffProps,
  ) {
    const { provider, consumer } = props;
    const shared = provider.plans.filter((giving) => takingOf(consumer, giving) !== undefined);
    refuse(
      `${holdingName}/${name}`,
      OTHER_SUBSIDIARY.when(shared.length === 0, `${provider.path} to ${consumer.path}, never deployed together`),
      OTHER_SUBSIDIARY.when(
        provider.subsidiaryName === consumer.subsidiaryName ||
          [provider, consumer].some((party) => party._holdingName !== holdingName),
        `${provider.path} to ${consumer.path}`,
      ),
    );
    this.provider = provider;
    this.consumer = consumer;
    this.retired = props.retired ?? false;
    this.contract = new DataContract(name, {
      providerName: provider.subsidiaryName,
      consumerName: consumer.subsidiaryName,
      owner: props.owner,
      columns: props.columns,
      retention: props.retention,
    });
    const plans = shared.map((giving) => HandoffPlan._of(this, giving, takingOf(consumer, giving)!));
    this.byEnvironment = new Map(plans.map((plan) => [plan.environment.name, plan]));
    plans.forEach((plan) => [plan.provider, plan.consumer].forEach((party) => party._addHandoff(plan)));
  }

  /** One plan per environment in which both domains are deployed. */
  public get plans(): HandoffPlan[] {
    return [...this.byEnvironment.values()];
  }

  /**
   * Where it takes place in `environment`.
   *
   * @throws `holding/known-environment`
   */
  public planFor(environment: Environment): HandoffPlan {
    const [giving] = [this.provider, this.consumer].map((domain) => domain.planFor(environment));
    return this.byEnvironment.get(giving.environment.name)!;
  }
}

function takingOf(consumer: Domain, giving: DomainPlan): DomainPlan | undefined {
  return consumer.plans.find(({ environment }) => environment.name === giving.environment.name);
}
