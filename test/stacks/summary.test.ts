import { summary } from "../../stacks/summary";
import { exampleApp } from "../support/example";

test("a synthesis says each stack's name, how many resources it makes, and its hub", () => {
  const app = exampleApp();
  app.synth();
  const stacks = [
    { name: "hub-retail-production", hub: "a hub" },
    { name: "retail-prod-salesforce", hub: "hub-retail-production" },
  ];
  expect(summary(app, stacks)).toEqual([
    "hub-retail-production    28 resources  a hub",
    "retail-prod-salesforce   10 resources  hub-retail-production",
  ]);
});
