import { Dataset } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A name with a dash. */
export function program(): void {
  const moving = new MovingFactory();
  new Dataset(moving.stack, "Accounts", {
    linkedService: moving.salesforce(),
    datasetName: "crm-accounts",
    datasetType: "SalesforceV2Object",
    typeProperties: { objectApiName: "Account" },
  });
}
