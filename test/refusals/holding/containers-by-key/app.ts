import { RelayAccess } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** Listeners in containers, as the machines that run these. */
export function program(): void {
  subsidiaryUnderTest().addSite("munich", { listensInContainers: true, listenerAccess: RelayAccess.IDENTITY });
}
