import { summary } from "../../stacks/summary";
import { exampleApp } from "../support/example";

test("a synthesis says each stack's name, how many resources it makes, its hub, and its pipelines", () => {
  const app = exampleApp();
  app.synth();
  const lines = summary(app);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(app.stacks.map(({ node }) => node.id));
  const shown = /^(?:hub-retail-pr|access-retail-prod-erp|retail-prod|energy-prod-datev|gateway|edge)/;
  expect(lines.filter((line) => shown.test(line))).toEqual([
    "hub-retail-production           25 resources  a hub",
    "access-retail-prod-erp          18 resources  rights of retail-prod-erp",
    "gateway-retail-production       20 resources  hub-retail-production",
    "retail-prod-salesforce          12 resources  hub-retail-production  load (every day), load-transform",
    "retail-prod-erp                 20 resources  hub-retail-production  give-stock-levels, load, load-transform, nightly (every day)",
    "energy-prod-datev               17 resources  hub-energy-production  load (every day), load-transform, take-stock-levels",
    "edge-retail-munich               8 resources  listens at contoso/retail/munich",
  ]);
});
