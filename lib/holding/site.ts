import { Rule, refuse } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { Domain } from "./domain";
import { DEFAULT_LISTENERS } from "./limits";
import type { HubPlan } from "./hub-plan";
import { ListenerPlan } from "./listener-plan";
import { Operator } from "./operator";
import { duplicateViolations, nodeNameViolations } from "./plan-names";
import { PlannedForward, PlannedForwardProps } from "./planned-forward";
import { RelayAccess } from "./relay-access";
import { withRetired } from "./retired";
import { RuntimePlan } from "./runtime-plan";
import type { Subsidiary } from "./subsidiary";
import { Tier } from "../ownership/tier";

const DEDICATED_RUNTIME = new Rule({
  id: "holding/dedicated-runtime",
  why: "A node carries one runtime, and the domain has none of its own in that tier.",
  fix: "Plan the domain with dedicatedRuntimeIn, or leave dedicatedTo out.",
  source: "Microsoft: one self-hosted runtime per machine",
});

/** How to plan a {@link Site}. */
export interface SiteProps {
  /**
   * Public IPv4 addresses or CIDR ranges by which the site leaves its network; the vaults of its subsidiary admit them.
   *
   * @default - none
   */
  readonly egressAddresses?: string[];
  /**
   * On how many machines azbridge listens, scale-out included, 1-25; each listens for both hubs. With one, every
   * restart of that machine is downtime.
   *
   * @default 2
   */
  readonly listeners?: number;
  /**
   * By what right they listen: by a listen-only key per forward, which the hub puts into its vault, or by the machines'
   * own identities.
   *
   * @default RelayAccess.SHARED_ACCESS_KEY
   */
  readonly listenerAccess?: RelayAccess;
  /**
   * Whether listeners, or some of them, run in containers, which is for sites that listen by key: the kit has what these
   * need, and the site's operators may pull their image from the hubs' registries, and every other image there.
   *
   * @default false
   */
  readonly listensInContainers?: boolean;
  /**
   * By what right they listened before, which they keep until all of them listen by the new one.
   *
   * @default - none
   */
  readonly retiredListenerAccess?: RelayAccess;
  /**
   * Who installs listeners and runtime nodes here; the hubs let them read what that takes.
   *
   * @default - not planned: admit them with `ConnectivityHub.admitOperator`
   */
  readonly operators?: Operator[];
  /**
   * Whether the runtime nodes have a Java runtime, which copies from or to Parquet files need.
   *
   * @default false
   */
  readonly nodesHaveJava?: boolean;
  /**
   * Whether it is about to go, and with it all forwards here: they are carried and granted as before, and refused to
   * whatever uses them.
   *
   * @default false
   */
  readonly retired?: boolean;
}

/** How to plan a machine that carries a self-hosted integration runtime. */
export interface RuntimeNodeProps {
  /** Tier of the hub whose runtime it carries. */
  readonly tier: Tier;
  /**
   * The domain whose dedicated runtime it carries.
   *
   * @default - the runtime that the domains of the hub share
   */
  readonly dedicatedTo?: Domain;
}

/** A place on premises that runs runtime nodes and azbridge listeners. */
export class Site {
  /** @internal */
  public static _of(subsidiary: Subsidiary, name: string, props: SiteProps): Site {
    return new Site(subsidiary, name, props);
  }

  /** On how many machines azbridge listens, scale-out included. */
  public readonly listeners: number;
  /** By what right they listen. */
  public readonly listenerAccess: RelayAccess;
  /** Whether listeners run in containers, whose image its operators may pull. */
  public readonly listensInContainers: boolean;
  /** Whether it is about to go. */
  public readonly retired: boolean;
  /** Whether its runtime nodes have a Java runtime. */
  public readonly nodesHaveJava: boolean;
  private readonly ownForwards: PlannedForward[] = [];
  private readonly nodeNames: string[] = [];

  private constructor(
    private readonly subsidiary: Subsidiary,
    /** Name, for example `munich`. */
    public readonly name: string,
    private readonly props: SiteProps,
  ) {
    this.listeners = props.listeners ?? DEFAULT_LISTENERS;
    this.listenerAccess = props.listenerAccess ?? RelayAccess.SHARED_ACCESS_KEY;
    this.listensInContainers = props.listensInContainers ?? false;
    this.nodesHaveJava = props.nodesHaveJava ?? false;
    this.retired = props.retired ?? false;
  }

  /** Path in the plan, for example `contoso/retail/munich`. */
  public get path(): string {
    return `${this.subsidiary.path}/${this.name}`;
  }

  /** By what rights its listeners may listen: the current one, and the retired one. */
  public get listenerAccesses(): RelayAccess[] {
    return withRetired(this.listenerAccess, this.props.retiredListenerAccess);
  }

  /** Public addresses by which it leaves its network. */
  public get egressAddresses(): string[] {
    return [...(this.props.egressAddresses ?? [])];
  }

  /** Who installs what it runs. */
  public get operators(): Operator[] {
    return [...(this.props.operators ?? [])];
  }

  /** The legal entity that it belongs to. */
  public get subsidiaryName(): string {
    return this.subsidiary.name;
  }

  /** What can be reached through it. */
  public get forwards(): PlannedForward[] {
    return [...this.ownForwards];
  }

  /** What can be reached through it in `tier`. */
  public forwardsIn(tier: Tier): Forward[] {
    return this.ownForwards.flatMap((forward) => forward._endsIn(tier));
  }

  /** The hubs of its subsidiary. */
  public get hubPlans(): HubPlan[] {
    return this.subsidiary.hubPlans;
  }

  /** Its listeners, once for each hub in whose tier something can be reached through it. */
  public get listenerPlans(): ListenerPlan[] {
    const hubs = this.hubPlans.filter(({ tier }) => this.forwardsIn(tier).length > 0);
    return hubs.map((hub) => ListenerPlan._of(this, hub));
  }

  /** Runtimes of which at least one node stands here, of both hubs. */
  public get runtimes(): RuntimePlan[] {
    return this.subsidiary.hubPlans.flatMap((hub) => hub.runtimesAt(this));
  }

  /**
   * Plans a service at this site: one port of one host in each tier that has it.
   *
   * @throws `holding/forward-tier`, `holding/host-in-one-tier`, `holding/subsidiary-tier`, and `tunnel/…` for what is
   * wrong with the forward or between it and the subsidiary's others
   */
  public addForward(name: string, props: PlannedForwardProps): PlannedForward {
    const forward = this.subsidiary._admitForward(
      PlannedForward._of(`${this.path}/${name}`, name, { ...props, retired: this.retired || props.retired }),
    );
    this.ownForwards.push(forward);
    return forward;
  }

  /**
   * Plans a Windows machine that carries a self-hosted integration runtime.
   *
   * @param name the computer's name, 1-15 characters.
   * @throws `holding/node-name`, `holding/unique-name`, `holding/dedicated-runtime`, `holding/runtime-nodes`
   */
  public addRuntimeNode(name: string, props: RuntimeNodeProps): void {
    const hub = this.subsidiary.hubFor(props.tier);
    const dedicated = this.subsidiary.domains
      .filter((domain) => domain === props.dedicatedTo)
      .map((domain) => hub._dedicatedRuntime(domain.name))[0];
    const runtime = dedicated ?? hub.runtime;
    refuse(
      this.path,
      nodeNameViolations(name),
      duplicateViolations(
        "node",
        name,
        this.subsidiary.sites.flatMap((site) => site.nodeNames.map((other) => ({ name: other }))),
      ),
      DEDICATED_RUNTIME.when(
        props.dedicatedTo !== undefined && dedicated === undefined,
        `dedicatedTo ${props.dedicatedTo?.path} in ${props.tier}`,
      ),
      runtime._nodeViolations(),
    );
    this.nodeNames.push(name);
    runtime._addNode({ name, siteName: this.name });
  }
}
