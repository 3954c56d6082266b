import { AzapiResource, EphemeralAzapiResourceAction, RelayNamespace } from "../../../../lib";
import { PLACE } from "../../../support/azure";
import { stackUnderTest, synthesized } from "../../../support/stack";

/** The keys of a rule of the whole namespace, for whoever wants them. */
export function program(): void {
  const stack = stackUnderTest();
  const relay = new RelayNamespace(stack, "Relay", { ...PLACE, namespaceName: "contoso-relay" });
  const type = "Microsoft.Relay/namespaces/authorizationRules@2024-01-01";
  const rule = new AzapiResource(stack, "Rule", {
    type,
    name: "everything",
    parentId: relay.resourceId,
    body: { properties: { rights: ["Listen", "Send"] } },
  });
  new EphemeralAzapiResourceAction(stack, "Keys", {
    type,
    resourceId: rule.id,
    action: "listKeys",
    responseExportValues: ["primaryConnectionString"],
  });
  synthesized(stack);
}
