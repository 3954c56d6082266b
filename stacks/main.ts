import { HoldingApp } from "./app";
import { example } from "./example";
import { contoso } from "./example-holding";
import { stateStoreFrom } from "./state";
import { summary } from "./summary";

const store = stateStoreOrExit();
const app = new HoldingApp(contoso, example, store);
app.synth();

const lines = summary(app);
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
