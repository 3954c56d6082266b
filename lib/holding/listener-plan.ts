import { Forward } from "../tunnel/forward";
import type { HubPlan } from "./hub-plan";
import { RelayAccess } from "./relay-access";
import type { Site } from "./site";
import { Tier } from "../ownership/tier";

/**
 * The azbridge listeners of one site for one hub, in processes of their own on each machine that listens: what goes
 * wrong with one hub leaves the other's alone, and an identity can be the right, since a process that has no keys has
 * one endpoint.
 */
export class ListenerPlan {
  /** @internal */
  public static _of(site: Site, hub: HubPlan): ListenerPlan {
    return new ListenerPlan(site, hub);
  }

  private constructor(
    /** Where it listens. */
    public readonly site: Site,
    /** The hub in whose Relay namespace it listens. */
    public readonly hub: HubPlan,
  ) {}

  /** Path in the plan, for example `contoso/retail/munich/production`. */
  public get path(): string {
    return `${this.site.path}/${this.tier}`;
  }

  /** Tier of the hub. */
  public get tier(): Tier {
    return this.hub.tier;
  }

  /** Host name of the Relay namespace that it dials. */
  public get relayHostName(): string {
    return this.hub.relayHostName;
  }

  /** What it carries: every forward that the site has in its tier, so that all listeners expose the same ports. */
  public get forwards(): Forward[] {
    return this.site.forwardsIn(this.tier);
  }

  /** By what right it listens. */
  public get access(): RelayAccess {
    return this.site.listenerAccess;
  }

  /** On how many machines it runs, scale-out included. */
  public get listeners(): number {
    return this.site.listeners;
  }

  /** The vault that holds its connection strings, where it listens by key. */
  public get keyVaultName(): string {
    return this.hub.keyVaultName;
  }

  /** Names of the secrets that hold its connection strings, by the forward's name; none where it listens by identity. */
  public get secretNames(): Record<string, string> {
    const named = this.forwards.flatMap((forward) => {
      const secret = this.secretNameOf(forward);
      return secret === undefined ? [] : [[forward.name, secret] as const];
    });
    return Object.fromEntries(named);
  }

  /** Name of the secret that holds its connection string for one forward; none where it listens by identity. */
  public secretNameOf(forward: Forward): string | undefined {
    return this.access === RelayAccess.SHARED_ACCESS_KEY ? this.hub.listenRuleSecretName(forward) : undefined;
  }
}
