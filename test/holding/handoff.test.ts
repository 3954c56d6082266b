import { Duration, Environment, HandoffProps, LogicalType, Tier } from "../../lib";
import { holdingUnderTest, refusalOf, rulesOf, subsidiaryUnderTest } from "../support/plan";

function planned() {
  const contoso = holdingUnderTest();
  const retail = subsidiaryUnderTest({}, contoso);
  const energy = subsidiaryUnderTest({}, contoso, "energy");
  const [erp, datev] = [
    retail.addDomain("erp"),
    energy.addDomain("datev", { environments: [Environment.PLAY, Environment.PROD] }),
  ];
  const terms: HandoffProps = {
    provider: erp,
    consumer: datev,
    owner: "stock-data@retail.example",
    columns: [{ name: "Article", logicalType: LogicalType.STRING }],
    retention: Duration.days(30),
  };
  return { contoso, retail, energy, erp, datev, terms };
}

describe("a handoff", () => {
  test("is a contract, and a container in the hub of who gives, per environment that both sides have", () => {
    const { contoso, retail, erp, datev, terms } = planned();
    const stock = contoso.addHandoff("stock-levels", terms);
    expect(contoso.handoffs).toEqual([stock]);
    expect(stock.contract).toMatchObject({
      name: "stock-levels",
      providerName: "retail",
      consumerName: "energy",
      owner: "stock-data@retail.example",
      columns: [{ name: "Article", logicalType: "String" }],
    });
    expect(
      stock.plans.map(({ name, containerName, storageAccountId, provider, consumer }) => [
        name,
        containerName,
        storageAccountId,
        provider.stackName,
        consumer.stackName,
      ]),
    ).toEqual([
      [
        "stock-levels",
        "handoff-play-stock-levels",
        retail.hubFor(Tier.DEVELOPMENT).storageAccountId,
        "retail-play-erp",
        "energy-play-datev",
      ],
      [
        "stock-levels",
        "handoff-prod-stock-levels",
        retail.hubFor(Tier.PRODUCTION).storageAccountId,
        "retail-prod-erp",
        "energy-prod-datev",
      ],
    ]);
    expect(stock.planFor(Environment.PROD)).toBe(stock.plans[1]);
    expect(erp.planFor(Environment.PROD).givenHandoffs).toEqual([stock.plans[1]]);
    expect(datev.planFor(Environment.PROD).takenHandoffs).toEqual([stock.plans[1]]);
    expect(erp.planFor(Environment.PROD).takenHandoffs).toEqual([]);
    expect(
      [erp.planFor(Environment.TEST), datev.planFor(Environment.PROD)].flatMap((plan) => plan.givenHandoffs),
    ).toEqual([]);
  });

  test("fails if an environment is asked for that one side does not have", () => {
    const { contoso, terms } = planned();
    const stock = contoso.addHandoff("stock-levels", terms);
    expect(rulesOf(() => stock.planFor(Environment.TEST))).toEqual(["holding/known-environment"]);
  });

  test("fails if both sides are one subsidiary's, or one is another holding's", () => {
    const { contoso, retail, terms } = planned();
    const elsewhere = subsidiaryUnderTest({}, holdingUnderTest({ name: "fabrikam" }), "energy").addDomain("datev");
    const own = { ...terms, consumer: retail.addDomain("salesforce") };
    expect(refusalOf(() => contoso.addHandoff("stock-levels", own))).toMatch(
      "contoso/stock-levels: [holding/handoff-parties] given contoso/retail/erp to contoso/retail/salesforce. ",
    );
    expect(rulesOf(() => contoso.addHandoff("stock-levels", { ...terms, consumer: elsewhere }))).toEqual([
      "holding/handoff-parties",
    ]);
  });

  test("fails if both sides are never deployed together", () => {
    const { contoso, energy, terms } = planned();
    const provider = energy.addDomain("scada", { environments: [Environment.TEST] });
    const given = {
      ...terms,
      provider,
      consumer: subsidiaryUnderTest({}, contoso, "trading").addDomain("desk", { environments: [Environment.PROD] }),
    };
    expect(refusalOf(() => contoso.addHandoff("stock-levels", given))).toMatch(
      "[holding/handoff-parties] given contoso/energy/scada to contoso/trading/desk, never deployed together. ",
    );
  });

  test("fails if its name is taken or no name", () => {
    const { contoso, terms } = planned();
    contoso.addHandoff("stock-levels", terms);
    expect(rulesOf(() => contoso.addHandoff("stock-levels", terms))).toEqual(["holding/unique-name"]);
    expect(rulesOf(() => contoso.addHandoff("Stock Levels", terms))).toEqual(["holding/dashed-name"]);
  });

  test("that is refused leaves no trace", () => {
    const { contoso, erp, terms } = planned();
    refusalOf(() => contoso.addHandoff("stock-levels", { ...terms, owner: "" }));
    expect([contoso.handoffs, erp.planFor(Environment.PROD).givenHandoffs]).toEqual([[], []]);
  });
});
