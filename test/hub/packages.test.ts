import { ConnectivityHub, Tier } from "../../lib";
import { smallPlan } from "../support/small-plan";
import { resources, stackUnderTest } from "../support/stack";

test("a hub with a gateway has a private container for the packages that machines install, and no other hub has", () => {
  const { retail, planned } = smallPlan();
  retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: planned.warehouse }] });
  const made = [Tier.PRODUCTION, Tier.DEVELOPMENT].map((tier) => {
    const stack = stackUnderTest(tier);
    new ConnectivityHub(stack, "Hub", { plan: retail.hubFor(tier) });
    const found = resources(stack, "azurerm_storage_container");
    return found.map(({ name, container_access_type: access }) => [name, access]);
  });
  expect(made).toEqual([[["packages", "private"]], []]);
});
