import { RelayNamespace } from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const NAMESPACE_ID = `${GROUP_ID}/providers/Microsoft.Relay/namespaces/contoso-retail-relay`;

describe("a Relay namespace", () => {
  test("is made where it is told, and its host name is known at once", () => {
    const stack = stackUnderTest();
    const relay = new RelayNamespace(stack, "Relay", { ...PLACE, namespaceName: "contoso-retail-relay" });
    expect(resources(stack, "azurerm_relay_namespace")).toEqual([
      { name: "contoso-retail-relay", resource_group_name: "retail-rg", location: "westeurope", sku_name: "Standard" },
    ]);
    expect(relay).toMatchObject({
      resourceGroupName: "retail-rg",
      hostName: "contoso-retail-relay.servicebus.windows.net",
    });
    expect(resolved(stack, [relay.resourceId, relay.namespaceName])).toEqual([
      expect.stringMatching(/^\$\{azurerm_relay_namespace\.Relay_\w+\.id\}$/),
      expect.stringMatching(/^\$\{azurerm_relay_namespace\.Relay_\w+\.name\}$/),
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
    expect(resources(stack, "azurerm_relay_namespace")).toMatchObject([{ name: namespaceName }]);
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
