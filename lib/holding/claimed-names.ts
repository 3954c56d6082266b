import { Rule, Violation } from "../core/rule";

const COLLISION = new Rule({
  id: "holding/name-collision",
  why: "Azure gives a name to one resource within its scope, and the second deployment would fail or take over the first.",
  fix: "Override one of the two names.",
  source: "Microsoft: naming rules and restrictions for Azure resources",
});

/** A name within the scope in which Azure wants it to be unique. */
export interface NameClaim {
  /** Kind of resource, and where it is not global the scope of its name. */
  readonly within: string;
  readonly name: string;
  /** Path of what is planned under that name. */
  readonly owner: string;
}

/** The names that a holding has given away. */
export class ClaimedNames {
  private readonly owners = new Map<string, string>();

  /** One violation per name that somebody else holds, or that two of the `claims` share. */
  public collisions(claims: readonly NameClaim[]): Violation[] {
    const among = new Map<string, string>();
    return claims.flatMap((claim) => {
      const holder = this.owners.get(keyOf(claim)) ?? among.get(keyOf(claim));
      among.set(keyOf(claim), claim.owner);
      return COLLISION.when(holder !== undefined, `${claim.within} "${claim.name}" for ${claim.owner} and ${holder}`);
    });
  }

  public take(claims: readonly NameClaim[]): void {
    claims.forEach((claim) => this.owners.set(keyOf(claim), claim.owner));
  }
}

function keyOf(claim: NameClaim): string {
  return `${claim.within}/${claim.name}`.toLowerCase();
}
