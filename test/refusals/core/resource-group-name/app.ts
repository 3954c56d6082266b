import { subsidiaryUnderTest } from "../../../support/plan";

/** A resource group whose name ends with a dot. */
export function program(): void {
  subsidiaryUnderTest({ developmentHubNames: { resourceGroup: "retail-hub." } });
}
