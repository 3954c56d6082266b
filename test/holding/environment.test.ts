import { Environment, Tier } from "../../lib";
import { refusalOf, rulesOf } from "../support/plan";

describe("Environment", () => {
  test("play and test share the development hub, prod has the production hub", () => {
    const tiers = [Environment.PLAY, Environment.TEST, Environment.PROD].map(({ name, tier }) => [name, tier]);
    expect(tiers).toEqual([
      ["play", Tier.DEVELOPMENT],
      ["test", Tier.DEVELOPMENT],
      ["prod", Tier.PRODUCTION],
    ]);
  });

  test.each(["ab", "staging2", "a".repeat(40)])("accepts the name %p", (name) => {
    expect(Environment.custom(name, Tier.PRODUCTION)).toMatchObject({ name, tier: Tier.PRODUCTION });
  });

  test("of a standard name is the standard one, and of no other tier", () => {
    expect(Environment.custom("prod", Tier.PRODUCTION)).toBe(Environment.PROD);
    expect(rulesOf(() => Environment.custom("prod", Tier.DEVELOPMENT))).toEqual(["holding/standard-environment"]);
    expect(rulesOf(() => Environment.custom("test", Tier.PRODUCTION))).toEqual(["holding/standard-environment"]);
  });

  test.each(["", "a", "2nd", "Staging", "pre-prod", "a_b", "hub", "gateway", "edge", "a".repeat(41)])(
    "fails if the name is %p",
    (name) => {
      expect(rulesOf(() => Environment.custom(name, Tier.DEVELOPMENT))).toEqual(["holding/compact-name"]);
      expect(refusalOf(() => Environment.custom(name, Tier.DEVELOPMENT))).toContain(`environment ${name}: `);
    },
  );
});
