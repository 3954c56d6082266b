import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { ContainerRegistry, Duration, GrantsInEffect, Role } from "../../lib";
import { GROUP_ID, principalIn } from "../support/azure";
import { resources, stackUnderTest } from "../support/stack";

function grantsIn(stack: ReturnType<typeof stackUnderTest>) {
  const id = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;
  const registry = ContainerRegistry.fromResourceId(stack, "Registry", id);
  return [Role.ACR_PULL, Role.READER].map((role) => principalIn(stack, role.roleName).grant(role, registry)!);
}

describe("GrantsInEffect", () => {
  test("waits 10 minutes after the last right is given, anew whenever one is given anew", () => {
    // GIVEN
    const stack = stackUnderTest();
    const [pull, read] = grantsIn(stack);
    // WHEN one right is given at once, another one later, and twice
    const wait = new GrantsInEffect(stack, "Wait", { grants: [pull] });
    wait.add(read);
    wait.add(read);
    // THEN
    expect(resources(stack, "time_sleep")).toEqual([
      {
        create_duration: "600s",
        triggers: {
          [pull.node.path]: expect.stringMatching(/^\$\{azurerm_role_assignment\.AcrPull_\w+\.id\}$/),
          [read.node.path]: expect.stringMatching(/^\$\{azurerm_role_assignment\.Reader_\w+\.id\}$/),
        },
      },
    ]);
  });

  test("waits for as long as it is told", () => {
    const stack = stackUnderTest();
    new GrantsInEffect(stack, "Wait", { grants: grantsIn(stack), propagation: Duration.minutes(2) });
    expect(resources(stack, "time_sleep")).toMatchObject([{ create_duration: "120s" }]);
  });

  test("holds up what depends on it", () => {
    const stack = stackUnderTest();
    const { dependable } = new GrantsInEffect(stack, "Wait", { grants: grantsIn(stack) });
    new ResourceGroup(stack, "Group", { name: "retail-rg", location: "westeurope", dependsOn: [dependable] });
    expect(resources(stack, "azurerm_resource_group")).toEqual([
      { name: "retail-rg", location: "westeurope", depends_on: [expect.stringMatching(/^time_sleep\.Wait_\w+$/)] },
    ]);
  });
});
