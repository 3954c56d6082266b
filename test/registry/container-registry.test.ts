import { ContainerRegistry, ContainerRegistrySku } from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, principalIn } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const REGISTRY_ID = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/ContosoHub`;

describe("a registry", () => {
  test("has no admin user, and its host name is known at once", () => {
    const stack = stackUnderTest();
    const registry = new ContainerRegistry(stack, "Registry", { ...PLACE, registryName: "ContosoRetail" });
    expect(resources(stack, "azurerm_container_registry")).toEqual([
      {
        name: "ContosoRetail",
        resource_group_name: "retail-rg",
        location: "westeurope",
        sku: "Standard",
        admin_enabled: false,
      },
    ]);
    expect(registry).toMatchObject({ registryName: "ContosoRetail", loginServer: "contosoretail.azurecr.io" });
  });

  test.each([
    [ContainerRegistrySku.BASIC, "Basic"],
    [ContainerRegistrySku.PREMIUM, "Premium"],
  ])("may be %s", (sku, told) => {
    const stack = stackUnderTest();
    new ContainerRegistry(stack, "Registry", { ...PLACE, registryName: "contosoretail", sku });
    expect(resources(stack, "azurerm_container_registry")).toMatchObject([{ sku: told }]);
  });

  test("lets a principal pull from it alone, asked once or twice", () => {
    const stack = stackUnderTest();
    const registry = new ContainerRegistry(stack, "Registry", { ...PLACE, registryName: "contosoretail" });
    const dbt = principalIn(stack);
    expect(registry.grantPull(dbt)).toBe(registry.grantPull(dbt));
    expect(resources(stack, "azurerm_role_assignment")).toEqual([
      {
        scope: expect.stringMatching(/^\$\{azurerm_container_registry\.Registry_\w+\.id\}$/),
        role_definition_name: "AcrPull",
        principal_id: PRINCIPAL_ID,
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test.each(["acr1", "contoso-retail", "contoso.retail", "r".repeat(51)])("fails if its name is %j", (registryName) => {
    expect(() => new ContainerRegistry(stackUnderTest(), "Registry", { ...PLACE, registryName })).toThrow(
      `Stack/Registry: [registry/registry-name] given "${registryName}".`,
    );
  });

  test.each(["acr01", "r".repeat(50)])("may be called %j", (registryName) => {
    const stack = stackUnderTest();
    new ContainerRegistry(stack, "Registry", { ...PLACE, registryName });
    expect(resources(stack, "azurerm_container_registry")).toMatchObject([{ name: registryName }]);
  });

  test("of somebody else is known by its ID, not made, and can be pulled from", () => {
    const stack = stackUnderTest();
    const registry = ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
    registry.grantPull(principalIn(stack));
    expect(registry).toMatchObject({ registryName: "ContosoHub", loginServer: "contosohub.azurecr.io" });
    expect(Object.keys(template(stack).resource!)).toEqual(["azurerm_role_assignment"]);
    expect(resources(stack, "azurerm_role_assignment")).toMatchObject([
      { scope: REGISTRY_ID, role_definition_name: "AcrPull" },
    ]);
  });
});
