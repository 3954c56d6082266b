import { RelayNamespace } from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const NAMESPACE_ID = `${GROUP_ID}/providers/Microsoft.Relay/namespaces/contoso-retail-relay`;

describe("a Relay namespace", () => {
  test("is made where it is told, without a key of it being read, and its host name is known at once", () => {
    const stack = stackUnderTest();
    const relay = new RelayNamespace(stack, "Relay", { ...PLACE, namespaceName: "contoso-retail-relay" });
    expect(resources(stack, "azapi_resource")).toEqual([
      {
        type: "Microsoft.Relay/namespaces@2024-01-01",
        name: "contoso-retail-relay",
        parent_id: expect.stringMatching(
          /^\/subscriptions\/\$\{data\.azurerm_client_config\.\S+\.subscription_id\}\/resourceGroups\/retail-rg$/,
        ),
        location: "westeurope",
        body: { sku: { name: "Standard", tier: "Standard" }, properties: { publicNetworkAccess: "Enabled" } },
        ignore_missing_property: false,
        response_export_values: [],
      },
    ]);
    expect(relay).toMatchObject({
      resourceGroupName: "retail-rg",
      hostName: "contoso-retail-relay.servicebus.windows.net",
    });
    expect(resolved(stack, [relay.resourceId, relay.namespaceName])).toEqual([
      expect.stringMatching(/^\$\{azapi_resource\.Relay_\w+\.id\}$/),
      expect.stringMatching(/^\$\{azapi_resource\.Relay_\w+\.name\}$/),
    ]);
  });

  test.each(["relay", "1contoso", "contoso-", "contoso_relay", "contoso.relay", "r".repeat(51)])(
    "fails if its name is %j",
    (namespaceName) => {
      expect(() => new RelayNamespace(stackUnderTest(), "Relay", { ...PLACE, namespaceName })).toThrow(
        `Stack/Relay: [relay/namespace-name] given "${namespaceName}".`,
      );
    },
  );

  test.each(["relay1", "Contoso--relay", "r".repeat(50)])("may be called %j", (namespaceName) => {
    const stack = stackUnderTest();
    new RelayNamespace(stack, "Relay", { ...PLACE, namespaceName });
    expect(resources(stack, "azapi_resource")).toMatchObject([{ name: namespaceName }]);
  });

  test("may be closed to the internet, and lie in a subscription that is known", () => {
    const stack = stackUnderTest();
    new RelayNamespace(stack, "Relay", {
      ...PLACE,
      subscriptionId: "5b5c0000-0000-4000-8000-000000000001",
      namespaceName: "contoso-retail-relay",
      publicNetworkAccess: false,
    });
    expect(resources(stack, "azapi_resource")).toMatchObject([
      {
        parent_id: "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/retail-rg",
        body: { properties: { publicNetworkAccess: "Disabled" } },
      },
    ]);
    expect(template(stack).data).toBeUndefined();
  });

  test.each([NAMESPACE_ID, NAMESPACE_ID.replace("namespaces", "Namespaces").replace("Groups", "groups")])(
    "of somebody else is known by its ID and not made: %s",
    (resourceId) => {
      const stack = stackUnderTest();
      expect(RelayNamespace.fromResourceId(stack, "Relay", resourceId)).toMatchObject({
        resourceId,
        namespaceName: "contoso-retail-relay",
        resourceGroupName: "hub-rg",
        hostName: "contoso-retail-relay.servicebus.windows.net",
      });
      expect(template(stack).resource).toBeUndefined();
    },
  );
});
