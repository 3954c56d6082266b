import { mutationsOf } from "../src/mutations";
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
