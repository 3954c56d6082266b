import { Rule, Violation } from "../core/rule";
import { Tier } from "../ownership/tier";
import { PlannedForward } from "./planned-forward";

const ONE_TIER = new Rule({
  id: "holding/host-in-one-tier",
  why: "Production is apart from development down to the host: whatever reaches a host for development reaches what serves production there.",
  fix: "Give each tier a host of its own, or say in sharedHostReason why one serves both.",
  source: "this library: subsidiaries and tiers",
});

/** Hosts of all forwards of a holding, by the tier that reaches them: the host alone counts, whatever name or port. */
export class TierHosts {
  private readonly holders = new Map<Tier, Map<string, PlannedForward>>();

  /** Violations by hosts of `added` that the other tier reaches, too, where no reason is given. */
  public violations(added: PlannedForward): Violation[] {
    const reason = added.sharedHostReason;
    if (reason !== undefined) {
      return ONE_TIER.when(reason.trim() === "", `"${added.name}" with an empty sharedHostReason`);
    }
    return added.tiers.flatMap((tier) => {
      const { host } = added.end(tier);
      const inItself = tier === Tier.PRODUCTION && added._endsIn(Tier.DEVELOPMENT).some((end) => end.host === host);
      const holder = inItself ? added : this.holders.get(otherThan(tier))?.get(host);
      return ONE_TIER.when(
        holder !== undefined,
        `${host} of "${added.name}" in ${tier}, which ${holder?.path} has in ${otherThan(tier)}`,
      );
    });
  }

  /** The hosts of `added` count from now on. */
  public add(added: PlannedForward): void {
    added.tiers.forEach((tier) => {
      const hosts = this.holders.get(tier) ?? new Map<string, PlannedForward>();
      this.holders.set(tier, hosts.set(added.end(tier).host, added));
    });
  }

  /** The hosts that the other tier alone reaches. */
  public foreignTo(tier: Tier): string[] {
    const own = this.holders.get(tier);
    return [...(this.holders.get(otherThan(tier))?.keys() ?? [])].filter((host) => own?.has(host) !== true);
  }
}

function otherThan(tier: Tier): Tier {
  return tier === Tier.PRODUCTION ? Tier.DEVELOPMENT : Tier.PRODUCTION;
}
