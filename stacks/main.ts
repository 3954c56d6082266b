import { HoldingApp } from "./app";
import { contoso } from "./example-holding";
import { exampleJobs } from "./example-jobs";
import { stateStoreFrom } from "./state";
import { summary } from "./summary";

const store = stateStoreFrom(process.env);
const app = new HoldingApp(contoso, exampleJobs, store);
app.synth();

const hubs = app.hubs.map(({ hub: { plan } }) => ({ name: plan.stackName, hub: "a hub" }));
const domains = app.domains.map(({ domain: { plan } }) => ({ name: plan.stackName, hub: plan.hub.stackName }));
const lines = summary(app, [...hubs, ...domains]);
if (store === undefined) {
  lines.push(
    "Warning: state will be kept in local files, and state holds secrets. Set STATE_RESOURCE_GROUP, STATE_STORAGE_ACCOUNT and STATE_CONTAINER to keep it in Azure.",
  );
}
console.log(lines.join("\n"));
