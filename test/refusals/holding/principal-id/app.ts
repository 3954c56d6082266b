import { subsidiaryUnderTest } from "../../../support/plan";

/** A deployer by its name. */
export function program(): void {
  subsidiaryUnderTest({ productionDeployer: { principalId: "retail-deployer" } });
}
