import { Testing } from "cdktf";
import { Environment, PlannedRegistry, PlatformApp } from "../../lib";
import { RoleCount, roleAssignmentsIn } from "../../lib/platform/role-count";
import { contoso } from "../../stacks/example-holding";
import { smallPlan } from "../support/small-plan";
import { resources } from "../support/stack";

const FIRST = "1a2b3c4d-0000-4000-8000-00000000000a";

test("a subscription is warned of from 3,000 role assignments on, in whatever case it is written", () => {
  const count = new RoleCount();
  count.add(FIRST, 2000);
  count.add(FIRST.toUpperCase(), 999);
  expect(count.warnings()).toEqual([]);
  count.add(FIRST, 1);
  expect(count.warnings()).toEqual([
    expect.stringMatching(/^\[platform\/role-assignments\] given 3000 .* in 1a2b3c4d/),
  ]);
});

describe("the app of a platform team", () => {
  test("counts what its stacks give: on a domain's group in the domain's subscription, all else in the hub's", () => {
    const add = jest.spyOn(RoleCount.prototype, "add");
    const app = new PlatformApp(contoso, { outdir: Testing.app().outdir });
    const counted = new Map<string, number>();
    add.mock.calls.forEach(([id, more]) => counted.set(id, (counted.get(id) ?? 0) + more));
    add.mockRestore();
    const expected = new Map<string, number>();
    const given = [
      ...app.hubs.map((stack) => ({ stack, own: stack.plan.subscriptionId, hub: stack.plan.subscriptionId })),
      ...app.accesses.map((stack) => ({
        stack,
        own: stack.plan.subscriptionId,
        hub: stack.plan.hub.subscriptionId,
      })),
    ];
    given.forEach(({ stack, own, hub }) => {
      const all = resources(stack, "azurerm_role_assignment");
      expect(roleAssignmentsIn(stack)).toBe(all.length);
      all.forEach(({ scope }) => {
        const id = /azurerm_resource_group\./.test(String(scope)) ? own : hub;
        expected.set(id, (expected.get(id) ?? 0) + 1);
      });
    });
    expect(counted).toEqual(expected);
  });

  test("counts rights on a registry of yours in its subscription", () => {
    const registry = `/subscriptions/${FIRST}/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/theirs`;
    const productionRegistry = PlannedRegistry.existing(registry);
    const { contoso: small } = smallPlan(
      { environments: [Environment.PROD], productionDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000002" } },
      { productionRegistry },
    );
    const add = jest.spyOn(RoleCount.prototype, "add");
    new PlatformApp(small, { outdir: Testing.app().outdir });
    const counted = add.mock.calls.filter(([id]) => id === FIRST);
    add.mockRestore();
    expect(counted).toEqual([[FIRST, 1]]);
  });

  test("warns before Azure refuses", () => {
    const warned = jest.spyOn(RoleCount.prototype, "warnings").mockReturnValue(["too many"]);
    const app = new PlatformApp(contoso, { outdir: Testing.app().outdir });
    warned.mockRestore();
    const told = app.node.metadata.map(({ data }) => data as unknown);
    expect(told).toEqual(["too many"]);
  });
});
