import { mutationsOf } from "../src/mutations";
import { mutationsOfChange, mutationsOfUse } from "../src/mutations-of-change";
import { mutationsOfIdentity } from "../src/mutations-of-identity";
import { Configuration } from "../src/terraform";

const ROLE = "azurerm_role_assignment.Pull";
const WAIT = "time_sleep.Startable";
const GROUP = "azurerm_container_group.Job";

const configuration = (): Configuration => ({
  resource: {
    azurerm_role_assignment: { Pull: { role_definition_name: "AcrPull", principal_id: "${azurerm_x.y.id}" } },
    time_sleep: { Startable: { create_duration: "600s", triggers: { pull: `\${${ROLE}.id}` } } },
    azurerm_container_group: { Job: { name: "job", depends_on: [WAIT] } },
  },
});

/** What is left of the configuration without one thing. */
function after(what: string): Configuration {
  const mutated = configuration();
  mutationsOf(configuration())
    .find((mutation) => mutation.what === what)!
    .apply(mutated);
  return mutated;
}

it("takes out every role, every wait, and everything that is waited for, each by itself", () => {
  expect(mutationsOf(configuration()).map(({ what }) => what)).toEqual([
    `without ${ROLE}`,
    `without ${WAIT}`,
    `${GROUP} does not wait for ${WAIT}`,
    `${WAIT} does not wait for pull`,
  ]);
});

it("leaves what is waited for in another way as well: without it, Terraform does the same", () => {
  const { resource = {} } = configuration();
  const trigger = { azurerm_trigger: { Nightly: { pipeline: `\${${GROUP}.name}`, depends_on: [WAIT, GROUP] } } };
  const whats = mutationsOf({ resource: { ...resource, ...trigger } }).map(({ what }) => what);
  expect(whats.filter((what) => what.includes("Nightly"))).toEqual([
    `azurerm_trigger.Nightly does not wait for ${GROUP}`,
  ]);
});

it("takes a resource out of whatever waits for it, and its type with it when it was the only one", () => {
  const { azurerm_role_assignment: role, time_sleep: wait } = configuration().resource!;
  expect(after(`without ${ROLE}`).resource).toEqual({
    time_sleep: { Startable: { ...wait.Startable, triggers: {} } },
    azurerm_container_group: { Job: { name: "job", depends_on: [WAIT] } },
  });
  expect(after(`without ${WAIT}`).resource).toEqual({
    azurerm_role_assignment: role,
    azurerm_container_group: { Job: { name: "job", depends_on: [] } },
  });
});

it("leaves the resource when only a wait for it is taken out, and slows it down", () => {
  const { resource } = after(`${GROUP} does not wait for ${WAIT}`);
  expect(resource).toEqual({
    ...configuration().resource,
    azurerm_container_group: { Job: { name: "job", depends_on: [] } },
  });
  const [, , ofGroup, ofWait] = mutationsOf(configuration());
  const role = { type: "azurerm_role_assignment", values: { role_definition_name: "AcrPull" } };
  expect(ofWait.slow).toEqual([role]);
  expect(ofGroup.slow).toEqual([role]); // for which it waits: every wait looks alike
});

describe("of what changes", () => {
  const part = (kind: string, name: string, properties: object) => ({
    type: `Microsoft.DataFactory/factories/${kind}@2018-06-01`,
    name,
    body: { properties },
    lifecycle: { create_before_destroy: true },
  });
  const factory = (): Configuration => ({
    provider: { azapi: [{ ignore_no_op_changes: false }] },
    resource: {
      azapi_resource: {
        Orders: part("datasets", "orders", {}),
        Load: part("pipelines", "load", {
          concurrency: 1,
          activities: [{ name: "orders", inputs: [{ type: "DatasetReference", referenceName: "orders" }] }],
        }),
      },
    },
  });

  it("takes out that what stands for something comes before that goes, and renames what is named", () => {
    const [first] = mutationsOfChange(factory());
    const [mutated, changed] = [factory(), factory()];
    first.apply(mutated);
    expect(JSON.stringify(mutated)).not.toContain("lifecycle");
    first.change(changed);
    const { Orders: orders, Load: load } = changed.resource!.azapi_resource;
    expect(orders.name).toBe("orders_renamed");
    expect(load.body).toEqual({
      properties: {
        concurrency: 1,
        activities: [{ name: "orders", inputs: [{ type: "DatasetReference", referenceName: "orders_renamed" }] }],
      },
    });
  });

  it("takes out that azapi sends what lacks a key, and takes one away", () => {
    const [, second] = mutationsOfChange(factory());
    const [mutated, changed] = [factory(), factory()];
    second.apply(mutated);
    expect(mutated.provider).toEqual({ azapi: [{}] });
    second.change(changed);
    expect(JSON.stringify(changed)).not.toContain("concurrency");
  });

  const gateway = (): Configuration => ({
    resource: {
      azurerm_lb: { Lb: { name: "shop-lb", frontend_ip_configuration: [{ name: "gateway", zones: ["1", "2"] }] } },
      azurerm_linux_virtual_machine_scale_set: {
        Machines: { lifecycle: { replace_triggered_by: ["azurerm_lb_backend_address_pool.Pool"] } },
      },
    },
  });

  it("calls a balancer the same, or lets machines stay without their pool, and takes its frontend out of all zones", () => {
    const [sameName, staying] = mutationsOfChange(gateway()).map(({ apply, change }) => {
      const mutated = gateway();
      apply(mutated);
      change(mutated);
      return mutated.resource!;
    });
    const regional = [{ name: "gateway" }];
    expect(sameName.azurerm_lb.Lb).toEqual({ name: "balancer", frontend_ip_configuration: regional });
    expect(staying.azurerm_lb.Lb).toEqual({ name: "shop-lb-regional", frontend_ip_configuration: regional });
    expect(staying.azurerm_linux_virtual_machine_scale_set.Machines).toEqual({ lifecycle: {} });
  });

  it("takes nothing out of a stack that has nothing of the kind", () => {
    expect(mutationsOfChange(configuration())).toEqual([]);
    expect(mutationsOfUse(configuration())).toEqual([]);
  });

  it("takes out what a domain may on the runtime that it has linked", () => {
    const roles = (...names: readonly string[]): Configuration => ({
      resource: {
        azurerm_role_assignment: Object.fromEntries(
          names.map((name) => [name, { scope: `/factories/hub/${name}/shop`, principal_id: "1" }]),
        ),
      },
    });
    const mutated = roles("registries", "integrationRuntimes");
    mutationsOfUse(mutated)[0].apply(mutated);
    expect(mutated).toEqual(roles("registries"));
  });
});

describe("of identities", () => {
  const [factory, jobs, costs] = ["factory-id", "jobs-id", "costs-id"].map(
    (name) => `/subscriptions/1/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
  );
  const two = (other: string, pulling = other): Configuration => ({
    data: { azapi_resource: { Other: { resource_id: other } } },
    resource: {
      azurerm_data_factory: { Factory: { identity: { identity_ids: [factory] } } },
      azurerm_container_group: {
        Job: {
          identity: { identity_ids: [other] },
          image_registry_credential: [{ user_assigned_identity_id: pulling }],
        },
      },
    },
  });

  it("has whatever comes as one of a stack's identities come as another, wherever it says so", () => {
    const mutations = mutationsOfIdentity(two(jobs));
    expect(mutations.map(({ what }) => what)).toEqual(["factory-id is jobs-id", "jobs-id is factory-id"]);
    const mutated = two(jobs);
    mutations[1].apply(mutated);
    expect(mutated).toEqual(two(factory));
  });

  it("takes each two of them, and leaves a stack that has one", () => {
    expect(mutationsOfIdentity(two(jobs, costs))).toHaveLength(6);
    expect(mutationsOfIdentity(two(factory))).toEqual([]);
  });

  it("leaves what is known by a reference: that is what the stack makes itself", () => {
    const made = "${azurerm_user_assigned_identity.Gateway.id}";
    expect(mutationsOfIdentity(two(made))).toEqual([]);
  });
});
