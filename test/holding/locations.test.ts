import { Holding } from "../../lib";
import { PRODUCTION_SUBSCRIPTION, refusalOf } from "../support/plan";

const holding = (location: string, unlistedLocations?: string[]) =>
  new Holding({ name: "contoso", location, unlistedLocations });

test.each([
  ["germanywestcentrl", "Azure has germanynorth, germanywestcentral."],
  ["West Europe", "Azure has westeurope."],
  ["mars", "unlistedLocations of the holding."],
  ["", "unlistedLocations of the holding."],
])("a region that Azure does not know is refused: %j", (location, advice) => {
  expect(refusalOf(() => holding(location))).toMatch(
    new RegExp(`^holding contoso: \\[holding/location\\] given the location "${location}"\\..* ${advice}$`),
  );
});

test.each(["westeurope", "denmarkeast", "indiasouthcentral", "usgovtexas", "chinanorth3"])(
  "a region of Azure's is taken: %s",
  (location) => {
    expect(holding(location).location).toBe(location);
  },
);

test("a region that is newer is admitted by saying so, for subsidiaries too", () => {
  const contoso = holding("westeurope", ["marsnorth"]);
  expect(
    contoso.addSubsidiary("retail", { productionSubscriptionId: PRODUCTION_SUBSCRIPTION, location: "marsnorth" })
      .location,
  ).toBe("marsnorth");
  expect(
    refusalOf(() =>
      contoso.addSubsidiary("energy", { productionSubscriptionId: PRODUCTION_SUBSCRIPTION, location: "marssouth" }),
    ),
  ).toContain("[holding/location]");
  expect(refusalOf(() => holding("Mars North", ["Mars North"]))).toContain("[holding/location]");
});
