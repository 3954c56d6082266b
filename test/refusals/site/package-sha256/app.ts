import { SiteKit } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";

/** The checksum of another kind. */
export function program(): void {
  new SiteKit(smallPlan().munich, {
    azbridgePackage: { location: "https://packages.contoso.example/azbridge.deb", sha256: "0f1e2d3c".repeat(5) },
  });
}
