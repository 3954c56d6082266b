import { KindOfStack, kindsOfStacks } from "../support/kinds-of-stacks";
import { stuckIn } from "../support/replaced-first";
import type { Blocks } from "../support/stack";

/** azurerm's types of which all, or some, go through azapi instead. */
const THROUGH_AZAPI =
  /^azurerm_(?:data_factory_(?!trigger_)\w+|relay_namespace\w*|relay_\w+_authorization_rule|subnet\w*)$/;

let stacks: KindOfStack[];
beforeAll(() => (stacks = kindsOfStacks()));

it("leaves in every stack whatever stands under a factory's parts replaceable", () => {
  expect(stacks.map(({ name, template }) => [name, stuckIn(template)])).toEqual(stacks.map(({ name }) => [name, []]));
});

it("makes of every stack nothing by azurerm that goes through azapi", () => {
  const types = stacks.flatMap(({ name, template }) =>
    Object.keys({ ...template.resource, ...template.data }).map((type) => [name, type]),
  );
  expect(types.filter(([, type]) => THROUGH_AZAPI.test(type))).toEqual([]);
  expect(types.filter(([, type]) => type === "azapi_resource").length).toBeGreaterThan(10);
});

describe("finds", () => {
  const part = (properties: object, more: object = {}) => ({
    type: "Microsoft.DataFactory/factories/pipelines@2018-06-01",
    name: "load",
    parent_id: "${azurerm_data_factory.Factory.id}",
    body: { properties },
    lifecycle: { create_before_destroy: true },
    ...more,
  });
  const factory = { name: "adf", resource_group_name: "${azurerm_resource_group.Group.name}" };
  const role = { scope: "/subscriptions/x", role_definition_name: "Reader" };
  const all = (load: object, more: Blocks = {}): { resource: Blocks } => ({
    resource: {
      azapi_resource: { Load: { ...load } },
      azurerm_data_factory: { Factory: factory },
      azurerm_resource_group: { Group: { name: "rg" } },
      azurerm_container_group: { Job: { name: "job" } },
      ...more,
    },
  });
  const roles = (more: object): Blocks => ({
    time_sleep: { Counts: { triggers: { role: "${azurerm_role_assignment.Role.id}" } } },
    azurerm_role_assignment: { Role: { ...role, ...more } },
  });
  const group = "cannot be replaced under its own name any more";

  test.each([
    ["nothing where only foundations are named", all(part({})), []],
    ["nothing beside it", all(part({ url: "/containerGroups/job" })), []],
    [
      "what a body names",
      all(part({ url: "${azurerm_container_group.Job.id}" })),
      [`azurerm_container_group.Job ${group}`],
    ],
    [
      "what it waits for",
      all(part({}, { depends_on: ["azurerm_container_group.Job"] })),
      [`azurerm_container_group.Job ${group}`],
    ],
    ["no role that only who, what and where make", all(part({}, { depends_on: ["time_sleep.Counts"] }), roles({})), []],
    [
      "a role that something else could replace, however far up",
      all(part({}, { depends_on: ["time_sleep.Counts"] }), roles({ description: "since May" })),
      [`azurerm_role_assignment.Role ${group}`],
    ],
    [
      "what is below a data source",
      {
        ...all(part({ user: "${data.azurerm_x.Lookup.id}" })),
        data: { azurerm_x: { Lookup: { depends_on: ["azurerm_container_group.Job"] } } },
      },
      [`azurerm_container_group.Job ${group}`],
    ],
    [
      "a part that inherits it",
      all(part({}, { depends_on: ["azapi_resource.Set"] }), {
        azapi_resource: {
          Load: part({}, { depends_on: ["azapi_resource.Set"] }),
          Set: { ...part({}), lifecycle: undefined },
        },
      }),
      ["azapi_resource.Set is replaced first only until what is above it goes"],
    ],
    [
      "a part that is replaced under its name",
      all(part({}, { replace_triggers_refs: ["properties.type"] })),
      ["azapi_resource.Load is replaced by what is not in its name"],
    ],
    [
      "a part whose name is not known",
      all(part({}, { name: "${azurerm_resource_group.Group.name}" })),
      ["azapi_resource.Load is replaced by what is not in its name"],
    ],
  ])("%s", (_, template, found) => {
    expect(stuckIn(template)).toEqual(found);
  });
});
