import { summary } from "../../stacks/summary";
import { exampleApp } from "../support/example";

test("a synthesis says each stack's name, how many resources it makes, its hub, and its pipelines", () => {
  const app = exampleApp();
  app.synth();
  const lines = summary(app);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(app.stacks.map(({ node }) => node.id));
  expect(lines.filter((line) => /^(?:hub-retail-pr|retail-prod|energy-prod-datev|gateway|edge)/.test(line))).toEqual([
    "hub-retail-production       45 resources  a hub",
    "gateway-retail-production   20 resources  hub-retail-production",
    "retail-prod-salesforce      23 resources  hub-retail-production  load (every day), load-transform",
    "retail-prod-erp             31 resources  hub-retail-production  give-stock-levels, load, load-transform, nightly (every day)",
    "energy-prod-datev           27 resources  hub-energy-production  load (every day), load-transform, take-stock-levels",
    "edge-retail-munich           8 resources  listens at contoso/retail/munich",
  ]);
});
