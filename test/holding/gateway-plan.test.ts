import { Tier } from "../../lib";
import { refusalOf, rulesOf, inBothTiers, subsidiaryUnderTest } from "../support/plan";
import { smallPlan } from "../support/small-plan";

test("a gateway's names and IDs follow from the plan, and it lies beside its hub", () => {
  const { retail, contoso, planned, warehouse, archive } = smallPlan();
  const plan = retail.addGateway(Tier.PRODUCTION, {
    forwards: [{ forward: planned.warehouse }, { forward: planned.archive, publicPort: 14334 }],
  });
  const hub = retail.hubFor(Tier.PRODUCTION);
  expect({ ...plan, hub: plan.hub.stackName, ports: undefined }).toEqual({
    hub: "hub-retail-production",
    stackName: "gateway-retail-production",
    resourceGroupName: "contoso-retail-production-gateway-rg",
    gatewayName: "retail-production-gateway",
    ports: undefined,
  });
  expect(plan.resourceGroupId).toBe(
    `/subscriptions/${hub.subscriptionId}/resourceGroups/contoso-retail-production-gateway-rg`,
  );
  expect([plan.location, plan.tier, plan.subsidiaryName, plan.subscriptionId]).toEqual([
    hub.location,
    Tier.PRODUCTION,
    "retail",
    hub.subscriptionId,
  ]);
  expect(plan.deployer).toEqual(hub.deployer);
  expect(plan.ports.ports.map(({ forward, bindAddress, port }) => [forward.name, bindAddress, port])).toEqual([
    ["warehouse", "0.0.0.0", 1433],
    ["archive", "0.0.0.0", 14334],
  ]);
  expect(plan.forwards).toEqual([warehouse, archive]);
  expect([contoso.gatewayPlans, retail.gatewayPlans]).toEqual([[plan], [plan]]);
  expect([hub.gatewayPlan, retail.hubFor(Tier.DEVELOPMENT).gatewayPlan]).toEqual([plan, undefined]);
});

test("names can differ from the derived ones", () => {
  const { retail, planned } = smallPlan();
  const plan = retail.addGateway(Tier.DEVELOPMENT, {
    forwards: [{ forward: planned.warehouse }],
    names: { resourceGroup: "edge-rg", relayGateway: "shops" },
  });
  expect([plan.resourceGroupName, plan.gatewayName]).toEqual(["edge-rg", "shops"]);
});

test("fails if a tier has one already, and leaves the first as it is", () => {
  const { retail, planned } = smallPlan();
  const first = retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: planned.warehouse }] });
  const again = () => retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: planned.archive }] });
  expect(rulesOf(again)).toEqual(["holding/unique-name"]);
  expect(retail.gatewayPlans).toEqual([first]);
});

test("fails if a forward is another subsidiary's, or two are at one port, all at once", () => {
  const { retail, planned } = smallPlan();
  const stranger = subsidiaryUnderTest().addSite("berlin").addForward("ledger", inBothTiers());
  const program = () =>
    retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: planned.warehouse }, { forward: stranger }] });
  expect(rulesOf(program)).toEqual(["holding/own-subsidiary", "tunnel/one-to-one"]);
  expect(refusalOf(program)).toMatch(/^contoso\/retail\/gateway-production: /);
  expect(retail.gatewayPlans).toEqual([]);
});

test("fails if its resource group is another's", () => {
  const { retail, planned } = smallPlan();
  const { resourceGroupName } = retail.hubFor(Tier.PRODUCTION);
  const names = { resourceGroup: resourceGroupName.toUpperCase() };
  const program = () => retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: planned.warehouse }], names });
  expect(rulesOf(program)).toEqual(["holding/name-collision"]);
});

test("fails if a given name is one that Azure refuses", () => {
  const { retail, planned } = smallPlan();
  const names = { resourceGroup: "edge.", relayGateway: "Shops" };
  const program = () => retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: planned.warehouse }], names });
  expect(rulesOf(program)).toEqual(["core/resource-group-name", "gateway/gateway-name"]);
});
