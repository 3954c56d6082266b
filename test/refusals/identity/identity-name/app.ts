import { UserAssignedIdentity } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with a space. */
export function program(): void {
  new UserAssignedIdentity(stackUnderTest(), "Dbt", {
    identityName: "dbt salesforce",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
}
