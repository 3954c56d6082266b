import { ConnectivityHub, Duration, LogicalType, StorageAccount, Tier } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { DEVELOPMENT_SUBSCRIPTION, PRODUCTION_SUBSCRIPTION } from "../../../support/plan";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A hub whose domain hands data over, in a storage account of somebody else. */
export function program(): void {
  const { contoso, retail, salesforce } = smallPlan();
  const energy = contoso.addSubsidiary("energy", {
    developmentSubscriptionId: DEVELOPMENT_SUBSCRIPTION,
    productionSubscriptionId: PRODUCTION_SUBSCRIPTION,
  });
  contoso.addHandoff("accounts", {
    provider: salesforce,
    consumer: energy.addDomain("crm"),
    owner: "crm@retail.example",
    columns: [{ name: "Id", logicalType: LogicalType.STRING }],
    retention: Duration.days(30),
  });
  const stack = stackUnderTest();
  const id = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/retailshared`;
  const storageAccount = StorageAccount.fromResourceId(stack, "Storage", id);
  new ConnectivityHub(stack, "Hub", { plan: retail.hubFor(Tier.PRODUCTION), storageAccount });
}
