import { Tier } from "../../lib";
import { refusalOf, rulesOf, subsidiaryUnderTest } from "../support/plan";

const PRODUCTION = { tier: Tier.PRODUCTION };

describe("Site", () => {
  test.each(["m2", "munich", "munich-2-east", "m".repeat(40)])("accepts the name %p", (name) => {
    expect(subsidiaryUnderTest().addSite(name).path).toBe(`contoso/retail/${name}`);
  });

  test.each(["", "m", "Munich", "2munich", "-munich", "munich-", "mu--nich", "mu_nich", "m".repeat(41)])(
    "fails if the name is %p",
    (name) => {
      expect(rulesOf(() => subsidiaryUnderTest().addSite(name))).toEqual(["holding/dashed-name"]);
    },
  );

  test("fails with all violations at once, and is not planned then", () => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich");
    const program = () => retail.addSite("MUNICH", { egressAddresses: ["10.0.0.1", "vpn"] });
    expect(rulesOf(program)).toEqual([
      "holding/dashed-name",
      "holding/unique-name",
      "holding/public-address",
      "holding/public-address",
    ]);
    expect(retail.sites.map(({ name }) => name)).toEqual(["munich"]);
  });

  test("two subsidiaries may have sites of one name", () => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich");
    expect(rulesOf(() => retail.addSite("munich"))).toEqual(["holding/unique-name"]);
    expect(subsidiaryUnderTest().addSite("munich").name).toBe("munich");
  });
});

describe("a node of a runtime", () => {
  test("carries the shared runtime of its tier, or the runtime that is dedicated to a domain", () => {
    const retail = subsidiaryUnderTest();
    const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] });
    retail.addSite("munich").addRuntimeNode("MUC-IR-1", PRODUCTION);
    retail.addSite("hamburg").addRuntimeNode("HAM-IR-1", { ...PRODUCTION, dedicatedTo: erp });
    const [development, production] = retail.hubPlans.map(({ runtimes }) => runtimes.map(({ nodes }) => nodes));
    expect(development).toEqual([[]]);
    expect(production).toEqual([
      [{ name: "MUC-IR-1", siteName: "munich" }],
      [{ name: "HAM-IR-1", siteName: "hamburg" }],
    ]);
  });

  test("is one of at most four, over all sites, per runtime", () => {
    const retail = subsidiaryUnderTest();
    const [munich, hamburg] = ["munich", "hamburg"].map((name) => retail.addSite(name));
    [munich, hamburg, munich, hamburg].forEach((site, index) => site.addRuntimeNode(`IR-${index}`, PRODUCTION));
    expect(rulesOf(() => munich.addRuntimeNode("IR-5", PRODUCTION))).toEqual(["holding/runtime-nodes"]);
    expect(refusalOf(() => munich.addRuntimeNode("IR-5", PRODUCTION))).toContain(
      "given 5 nodes for retail-production-ir.",
    );
    expect(retail.hubFor(Tier.PRODUCTION).runtime.nodes).toHaveLength(4);
    munich.addRuntimeNode("IR-5", { tier: Tier.DEVELOPMENT });
    expect(retail.hubFor(Tier.DEVELOPMENT).runtime.nodes).toEqual([{ name: "IR-5", siteName: "munich" }]);
  });

  test.each(["I", "1", "MUC-IR-1", "n".repeat(15)])("accepts the name %p", (name) => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich").addRuntimeNode(name, PRODUCTION);
    expect(retail.hubFor(Tier.PRODUCTION).runtime.nodes).toEqual([{ name, siteName: "munich" }]);
  });

  test.each(["", "-IR", "IR-", "IR_1", "ir01.example", "n".repeat(16)])("fails if the name is %p", (name) => {
    expect(rulesOf(() => subsidiaryUnderTest().addSite("munich").addRuntimeNode(name, PRODUCTION))).toEqual([
      "holding/node-name",
    ]);
  });

  test("fails if a machine of this name, whatever its case, carries a runtime already", () => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich").addRuntimeNode("IR-1", PRODUCTION);
    const hamburg = retail.addSite("hamburg");
    expect(rulesOf(() => hamburg.addRuntimeNode("ir-1", { tier: Tier.DEVELOPMENT }))).toEqual(["holding/unique-name"]);
  });

  test("fails if the domain has no runtime of its own in that tier, or belongs to another subsidiary", () => {
    const retail = subsidiaryUnderTest();
    const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] });
    const sales = retail.addDomain("sales");
    const munich = retail.addSite("munich");
    const foreign = subsidiaryUnderTest({}, undefined, "energy").addDomain("erp", {
      dedicatedRuntimeIn: [Tier.PRODUCTION],
    });
    for (const props of [
      { tier: Tier.DEVELOPMENT, dedicatedTo: erp },
      { tier: Tier.PRODUCTION, dedicatedTo: sales },
      { tier: Tier.PRODUCTION, dedicatedTo: foreign },
    ]) {
      expect(rulesOf(() => munich.addRuntimeNode("IR-1", props))).toEqual(["holding/dedicated-runtime"]);
    }
    munich.addRuntimeNode("IR-1", { tier: Tier.PRODUCTION, dedicatedTo: erp });
  });
});
