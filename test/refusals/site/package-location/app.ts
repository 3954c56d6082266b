import { SiteKit } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";

/** A package that would be fetched without TLS. */
export function program(): void {
  new SiteKit(smallPlan().munich, {
    azbridgePackage: { location: "http://packages.contoso.example/azbridge.deb", sha256: "0f1e2d3c".repeat(8) },
  });
}
