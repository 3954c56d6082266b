import { BlobAccess, BlobContainer, BlobStore, Environment, SourceDomain } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A container of the domain's own, on which the plan gives its factory no right. */
export function program(): void {
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: smallPlan().salesforce.planFor(Environment.PROD) });
  const { storageAccount } = domain;
  const container = new BlobContainer(stack, "Exports", { storageAccount, containerName: "exports" });
  new BlobStore(domain, "Exports", { within: domain, container, access: BlobAccess.READ });
}
