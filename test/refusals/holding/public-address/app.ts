import { subsidiaryUnderTest } from "../../../support/plan";

/** A site by the addresses that it has inside. */
export function program(): void {
  subsidiaryUnderTest().addSite("munich", { egressAddresses: ["192.168.0.0/24"] });
}
