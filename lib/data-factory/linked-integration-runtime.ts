import { DataFactoryIntegrationRuntimeSelfHosted } from "@cdktf/provider-azurerm/lib/data-factory-integration-runtime-self-hosted";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { nameViolations } from "../core/resource-name";
import { Rule, refuse, warn } from "../core/rule";
import { linkLimitViolations, linkLimitWarnings } from "../ownership/link-limit";
import { Tier } from "../ownership/tier";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { Role } from "../identity/role";
import { IDataFactory } from "./data-factory";
import { IIntegrationRuntime } from "./integration-runtime";
import { unknownAtSynth } from "./known-at-synth";
import { countLink } from "./link-count";
import { takeName } from "./one-name";
import { ISharedIntegrationRuntime } from "./shared-integration-runtime";

const OWN_SUBSIDIARY = new Rule({
  id: "link/own-subsidiary",
  why: "Legal entities share no data path: a domain's data is moved by its own subsidiary's runtime.",
  fix: "Link the runtime of the domain's own subsidiary.",
  source: "this library: subsidiaries and tiers",
});

const OWN_TIER = new Rule({
  id: "link/tier",
  why: "Production has a hub of its own; what development does must not load or stop it, nor see its data.",
  fix: "Link production domains to the production hub, all others to the development hub.",
  source: "this library: subsidiaries and tiers",
});

const DEDICATED = new Rule({
  id: "link/dedicated",
  why: "A dedicated runtime serves one domain.",
  fix: "Link the runtime that the hub's domains share, or plan a dedicated one for this domain.",
  source: "this library: dedicatedRuntimeIn",
});

/** How to make a {@link LinkedIntegrationRuntime}. */
export interface LinkedIntegrationRuntimeProps {
  /** The domain's own factory, with a system-assigned identity. */
  readonly dataFactory: IDataFactory;
  /** The physical runtime to link; at least one of its nodes is registered before Azure accepts the link. */
  readonly sharedRuntime: ISharedIntegrationRuntime;
  /** 3-63 letters, digits and single inner hyphens. */
  readonly runtimeName: string;
  /** Subsidiary of the domain. */
  readonly subsidiaryName: string;
  /** Tier of the domain's environment. */
  readonly tier: Tier;
  /** Name of the domain. */
  readonly domainName: string;
  /**
   * How long Azure may take until the factory's right on the shared runtime counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/**
 * Links a shared runtime into a domain's factory: the factory's identity becomes Contributor on the runtime alone,
 * Azure is given time to notice, then the link is made. Destroyed in the opposite order.
 */
export class LinkedIntegrationRuntime extends Construct implements IIntegrationRuntime {
  public readonly runtimeName: string;
  public readonly factoryName: string;
  public readonly sharedRuntime: ISharedIntegrationRuntime;
  public readonly dependencies: ITerraformDependable[];

  /** @throws `data-factory/runtime-name`, `data-factory/one-name`, `runtime/known-at-synth`, `link/own-subsidiary`, `link/tier`, `link/dedicated`, `ownership/runtime-links` */
  constructor(scope: Construct, id: string, props: LinkedIntegrationRuntimeProps) {
    super(scope, id);
    const { sharedRuntime: shared, subsidiaryName, tier, domainName } = props;
    refuse(this, unknownAtSynth({ subsidiaryName, tier, domainName }));
    const links = countLink(shared);
    refuse(
      this,
      nameViolations("integrationRuntime", props.runtimeName),
      takeName(this, props.dataFactory.factoryName, "integration runtime", props.runtimeName),
      OWN_SUBSIDIARY.when(
        shared.subsidiaryName !== subsidiaryName,
        `the runtime ${shared.runtimeName} of ${shared.subsidiaryName} for a domain of ${subsidiaryName}`,
      ),
      OWN_TIER.when(shared.tier !== tier, `the ${shared.tier} runtime ${shared.runtimeName} for a domain in ${tier}`),
      DEDICATED.when(
        shared.dedicatedTo !== undefined && shared.dedicatedTo !== domainName,
        `the runtime ${shared.runtimeName}, dedicated to ${shared.dedicatedTo}, for ${domainName}`,
      ),
      linkLimitViolations(shared.runtimeName, links),
    );
    warn(this, linkLimitWarnings(shared.runtimeName, links));
    const grants = [props.dataFactory.identity.grant(Role.CONTRIBUTOR, shared)];
    const linkable = new GrantsInEffect(this, "Linkable", { grants, propagation: props.propagation });
    const resource = new DataFactoryIntegrationRuntimeSelfHosted(this, "Resource", {
      name: props.runtimeName,
      dataFactoryId: props.dataFactory.resourceId,
      rbacAuthorization: [{ resourceId: shared.resourceId }],
      dependsOn: [linkable.dependable],
    });
    this.runtimeName = props.runtimeName;
    this.factoryName = props.dataFactory.factoryName;
    this.sharedRuntime = shared;
    this.dependencies = [resource];
  }
}
