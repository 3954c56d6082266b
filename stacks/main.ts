import { HoldingApp } from "./app";
import { contoso } from "./example-holding";
import { exampleJobs } from "./example-jobs";
import { stateStoreFrom } from "./state";
import { summary } from "./summary";

const store = stateStoreOrExit();
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

/** Says in one line what is wrong with the variables; a stack trace would bury it. */
function stateStoreOrExit() {
  try {
    return stateStoreFrom(process.env);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
