import { subsidiaryUnderTest } from "../../../support/plan";

/** Two hubs that want one vault. */
export function program(): void {
  const keyVault = "contoso-retail-kv";
  subsidiaryUnderTest({ developmentHubNames: { keyVault }, productionHubNames: { keyVault } });
}
