import { Rule, refuse } from "../core/rule";
import { compactNameViolations } from "./plan-names";
import { Tier } from "../ownership/tier";

const STANDARD = new Rule({
  id: "holding/standard-environment",
  why: "Play, test and prod mean one tier each; 'prod' on a development hub would be production without its isolation.",
  fix: "Use Environment.PLAY, TEST or PROD, or another name.",
  source: "this library: subsidiaries and tiers",
});

/** A stage in which every domain is deployed once. */
export class Environment {
  /** For trying out; on the development hub. */
  public static readonly PLAY = new Environment("play", Tier.DEVELOPMENT);
  /** For acceptance; on the development hub. */
  public static readonly TEST = new Environment("test", Tier.DEVELOPMENT);
  /** The real one; on the production hub. */
  public static readonly PROD = new Environment("prod", Tier.PRODUCTION);

  /**
   * An environment of your own, beside or instead of play, test and prod.
   *
   * @param name 2-40 lowercase letters and digits, a letter first.
   * @param tier the hub that serves it.
   * @throws `holding/compact-name`, `holding/standard-environment`
   */
  public static custom(name: string, tier: Tier): Environment {
    const standard = [Environment.PLAY, Environment.TEST, Environment.PROD].find((other) => other.name === name);
    refuse(
      `environment ${name}`,
      STANDARD.when(standard !== undefined && standard.tier !== tier, `"${name}" in ${tier}`),
    );
    return standard ?? new Environment(name, tier);
  }

  private constructor(
    /** Name, as it appears in stack names. */
    public readonly name: string,
    /** The hub that serves it. */
    public readonly tier: Tier,
  ) {
    refuse(`environment ${name}`, compactNameViolations(name));
  }
}
