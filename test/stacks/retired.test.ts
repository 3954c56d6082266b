import { Testing } from "cdktf";
import { Environment } from "../../lib";
import { HoldingApp } from "../../stacks/app";
import { PROVIDER_DEPLOYER } from "../support/handoff-plan";
import { smallPlan } from "../support/small-plan";
import { template } from "../support/stack";

test("a retired domain's stack is empty, so that its deploy takes away what it had, and its access stays", () => {
  const deployers = { developmentDeployer: PROVIDER_DEPLOYER, productionDeployer: PROVIDER_DEPLOYER };
  const { contoso } = smallPlan({ ...deployers, retiredIn: [Environment.TEST] });
  const contents = { domains: { salesforce: () => undefined }, gateways: {}, edges: {} };
  const app = new HoldingApp(contoso, contents, undefined, { outdir: Testing.app().outdir });
  expect(app.domains.map(({ node }) => node.id)).toEqual(["retail-play-salesforce", "retail-prod-salesforce"]);
  expect(app.retired.map(({ node }) => node.id)).toEqual(["retail-test-salesforce"]);
  const { resource, provider } = template(app.retired[0]);
  expect([resource, Object.keys(provider!).sort()]).toEqual([undefined, ["azapi", "azurerm"]]);
  expect(app.accesses.map(({ node }) => node.id)).toContain("access-retail-test-salesforce");
});
