import { ContainerRegistry, DataFactory, Role } from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const FACTORY_ID = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/contoso-adf`;
const REGISTRY_ID = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;

describe("a Data Factory", () => {
  test("has a system-assigned identity and is not connected to git", () => {
    const stack = stackUnderTest();
    const factory = new DataFactory(stack, "Factory", { ...PLACE, factoryName: "contoso-adf" });
    expect(resources(stack, "azurerm_data_factory")).toEqual([
      {
        name: "contoso-adf",
        resource_group_name: "retail-rg",
        location: "westeurope",
        identity: { type: "SystemAssigned" },
      },
    ]);
    expect(factory.factoryName).toBe("contoso-adf");
    expect(resolved(stack, factory.resourceId)).toMatch(/^\$\{azurerm_data_factory\.Factory_\w+\.id\}$/);
  });

  test("is given roles by its system-assigned identity", () => {
    const stack = stackUnderTest();
    const factory = new DataFactory(stack, "Factory", { ...PLACE, factoryName: "contoso-adf" });
    factory.identity.grant(Role.ACR_PULL, ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID));
    expect(resources(stack, "azurerm_role_assignment")).toEqual([
      {
        scope: REGISTRY_ID,
        role_definition_name: "AcrPull",
        principal_id: expect.stringMatching(/^\$\{azurerm_data_factory\.Factory_\w+\.identity\[0\]\.principal_id\}$/),
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test.each(["ad", "-contoso", "contoso-", "contoso--adf", "contoso_adf", "f".repeat(64)])(
    "fails if its name is %j",
    (factoryName) => {
      expect(() => new DataFactory(stackUnderTest(), "Factory", { ...PLACE, factoryName })).toThrow(
        `Stack/Factory: [data-factory/factory-name] given "${factoryName}".`,
      );
    },
  );

  test.each(["adf", "1-Contoso-1", "f".repeat(63)])("may be called %j", (factoryName) => {
    const stack = stackUnderTest();
    new DataFactory(stack, "Factory", { ...PLACE, factoryName });
    expect(resources(stack, "azurerm_data_factory")).toMatchObject([{ name: factoryName }]);
  });

  test("of somebody else is known by its ID and its identity, and not made", () => {
    const stack = stackUnderTest();
    const factory = DataFactory.fromAttributes(stack, "Factory", { resourceId: FACTORY_ID, principalId: PRINCIPAL_ID });
    factory.identity.grant(Role.READER, factory);
    expect(factory).toMatchObject({ resourceId: FACTORY_ID, factoryName: "contoso-adf" });
    expect(Object.keys(template(stack).resource!)).toEqual(["azurerm_role_assignment"]);
    expect(resources(stack, "azurerm_role_assignment")).toMatchObject([
      { scope: FACTORY_ID, principal_id: PRINCIPAL_ID, role_definition_name: "Reader" },
    ]);
  });

  test("of somebody else fails if its identity is not an object ID", () => {
    const attributes = { resourceId: FACTORY_ID, principalId: "contoso-adf" };
    expect(() => DataFactory.fromAttributes(stackUnderTest(), "Factory", attributes)).toThrow(
      'Stack/Factory/Identity: [identity/principal-id] given "contoso-adf".',
    );
  });
});
