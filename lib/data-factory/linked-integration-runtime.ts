import { ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { hashedName, nameViolations } from "../core/resource-name";
import { Rule, refuse, warn } from "../core/rule";
import { linkLimitViolations, linkLimitWarnings } from "../ownership/link-limit";
import { Tier } from "../ownership/tier";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { Role } from "../identity/role";
import { addPart, partNameViolations } from "./add-part";
import { IDataFactory } from "./data-factory";
import { IIntegrationRuntime } from "./integration-runtime";
import { unknownAtSynth } from "./known-at-synth";
import { countLink } from "./link-count";
import { ManagedIdentityCredential } from "./managed-identity-credential";
import { foreignParts } from "./own-factory";
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
  /** The domain's own factory. */
  readonly dataFactory: IDataFactory;
  /** The physical runtime to link; at least one of its nodes is registered before Azure accepts the link. */
  readonly sharedRuntime: ISharedIntegrationRuntime;
  /** 3-63 letters, digits and single inner hyphens: how its name begins, which ends in a hash of what it leads to. */
  readonly runtimeName: string;
  /** Subsidiary of the domain. */
  readonly subsidiaryName: string;
  /** Tier of the domain's environment. */
  readonly tier: Tier;
  /** Name of the domain. */
  readonly domainName: string;
  /**
   * As whom the factory links, and so who is given the right.
   *
   * @default - as its factory comes
   */
  readonly credential?: ManagedIdentityCredential;
  /**
   * How long Azure may take until the right on the shared runtime counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/**
 * Links a shared runtime into a domain's factory: the factory's identity becomes Contributor on the runtime alone,
 * Azure is given time to notice, then the link is made. Destroyed in the opposite order. Where somebody else gives that
 * identity its rights, the link alone is made.
 *
 * What it leads to is part of its name, since a link that led elsewhere is another one: what names it follows to the new
 * link before the old one goes.
 */
export class LinkedIntegrationRuntime extends Construct implements IIntegrationRuntime {
  /** Name in its factory: as given, and a hash of what it leads to. */
  public readonly runtimeName: string;
  public readonly factoryName: string;
  public readonly sharedRuntime: ISharedIntegrationRuntime;
  public readonly dependencies: ITerraformDependable[];

  /**
   * @throws `core/known-name`, `data-factory/runtime-name`, `data-factory/one-name`, `data-factory/own-factory`, `runtime/known-at-synth`,
   * `link/own-subsidiary`, `link/tier`, `link/dedicated`, `ownership/runtime-links`
   */
  constructor(scope: Construct, id: string, props: LinkedIntegrationRuntimeProps) {
    super(scope, id);
    const { dataFactory, sharedRuntime: shared, subsidiaryName, tier, domainName } = props;
    const credential = props.credential ?? dataFactory.credential;
    refuse(this, unknownAtSynth({ subsidiaryName, tier, domainName }));
    const links = countLink(shared);
    refuse(this, nameViolations("integrationRuntime", props.runtimeName));
    const name = { dataFactory, name: linkName(props.runtimeName, shared) };
    refuse(
      this,
      partNameViolations(this, "integration runtime", name),
      foreignParts(dataFactory, credential === undefined ? [] : [credential]),
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
    // Azure asks for the right when the link is made, so this wait alone stands before a part. The assignment says nothing
    // but scope, role and principal: what replaces it makes another one, which Azure takes beside the first.
    const grants = [(credential?.identity ?? dataFactory.identity).grant(Role.CONTRIBUTOR, shared)];
    const linkable = GrantsInEffect._of(this, "Linkable", grants, props.propagation);
    const resource = addPart(this, "integration runtime", {
      ...name,
      body: {
        type: "SelfHosted",
        typeProperties: {
          linkedInfo: {
            authorizationType: "RBAC",
            resourceId: shared.resourceId,
            credential: credential?._reference,
          },
        },
      },
      after: [linkable?.dependable, credential?.dependable],
    });
    this.runtimeName = name.name;
    this.factoryName = dataFactory.factoryName;
    this.sharedRuntime = shared;
    this.dependencies = [resource];
  }
}

/** The name of a link to `shared`, always the same one for the same runtime. */
function linkName(
  runtimeName: string,
  { resourceId, factoryName, runtimeName: target }: ISharedIntegrationRuntime,
): string {
  const known = Token.isUnresolved(resourceId) ? `${factoryName}/${target}` : resourceId; // factories' names are global
  return hashedName("integrationRuntime", runtimeName, known.toLowerCase());
}
