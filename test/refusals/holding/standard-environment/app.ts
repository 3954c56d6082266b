import { Environment, Tier } from "../../../../lib";

/** Production without the isolation of the production hub. */
export function program(): void {
  Environment.custom("prod", Tier.DEVELOPMENT);
}
