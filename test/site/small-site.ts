import { Holding, Site, SiteKit, SiteProps, Tier } from "../../lib";
import { holdingUnderTest, inBothTiers, subsidiaryUnderTest } from "../support/plan";

export const TENANT = "7e0a5c1e-0000-4000-8000-000000000001";

/** A holding with one site: two forwards, and two nodes of one runtime. */
export function smallSite(props: SiteProps = {}, holding: Holding = holdingUnderTest({ tenantId: TENANT })): Site {
  const retail = subsidiaryUnderTest({}, holding);
  const munich = retail.addSite("munich", { egressAddresses: ["198.51.100.7"], ...props });
  munich.addForward("warehouse", inBothTiers());
  munich.addForward("archive", inBothTiers({ port: 1434 }));
  retail.addDomain("salesforce");
  munich.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });
  munich.addRuntimeNode("MUC-IR-2", { tier: Tier.PRODUCTION });
  return munich;
}

/** The kit of the same site in a plan that has one hub alone. */
export function kitOfOneHub(tier: Tier = Tier.PRODUCTION, site: Site = smallSite()): SiteKit {
  const plans = site.listenerPlans.filter((plan) => plan.tier === tier);
  Object.defineProperty(site, "listenerPlans", { value: plans });
  return new SiteKit(site);
}

/** A kit with these forwards in one hub. */
export function kitWith(...forwards: string[]): SiteKit {
  const munich = subsidiaryUnderTest({}, holdingUnderTest({ tenantId: TENANT })).addSite("munich");
  forwards.forEach((name, index) => munich.addForward(name, inBothTiers({ port: 1433 + index })));
  return kitOfOneHub(undefined, munich);
}
