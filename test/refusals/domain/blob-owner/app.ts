import { BlobAccess, BlobContainer, BlobStore, Environment, SourceDomain, StorageAccount } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A container in an account that the plan does not know. */
export function program(): void {
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: smallPlan().salesforce.planFor(Environment.PROD) });
  const storageAccount = StorageAccount.fromResourceId(
    stack,
    "Account",
    "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/energy-rg/providers/Microsoft.Storage/storageAccounts/contosoenergy",
  );
  const container = BlobContainer.fromName(stack, "Exports", storageAccount, "exports");
  new BlobStore(domain, "Exports", { within: domain, container, access: BlobAccess.READ });
}
