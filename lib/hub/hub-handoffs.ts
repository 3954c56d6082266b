import { Construct } from "constructs";
import { Rule, refuse } from "../core/rule";
import { BlobHandoff } from "../copy/blob-handoff";
import { HandoffPlan } from "../holding/handoff";
import { HubPlan } from "../holding/hub-plan";
import { StorageAccount } from "../storage/storage-account";

const STORAGE = new Rule({
  id: "hub/handoff-storage",
  why: "What is handed over is deleted when its contract's retention has passed, by the one policy that its storage account has.",
  fix: "Leave storageAccount out, so that the hub has an account of its own, or plan no handoff from its domains.",
  source: "Microsoft: Azure Blob Storage lifecycle management",
});

/** Makes the places in which domains of the hub leave data for other subsidiaries. */
export function addHandoffs(hub: Construct, plan: HubPlan, account: StorageAccount | undefined): void {
  const handoffs = plan.domains.flatMap((domain) => domain.givenHandoffs);
  const names = handoffs.map(({ name }) => name).join(", ");
  refuse(hub, STORAGE.when(account === undefined && names !== "", `a storageAccount of yours, and handoffs: ${names}`));
  handoffs.forEach((handoff) => addHandoff(hub, handoff, account!));
}

function addHandoff(hub: Construct, plan: HandoffPlan, storageAccount: StorageAccount): void {
  const { contract, containerName, provider } = plan;
  new BlobHandoff(hub, `Handoff-${provider.environment.name}-${plan.name}`, {
    contract,
    storageAccount,
    containerName,
  });
}
