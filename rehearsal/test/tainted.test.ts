/** What azurerm 5.x leaves of a Terraform that was killed: docs/runbooks/terraform-killed.md. */
import { addressesOf } from "../src/terraform";
import { HUB, SALES, Stage, applied, changed, outcome } from "./support/stage";
import { APP_JOB, GATEWAY } from "./support/sketches";
import { Workshop } from "./support/workshop";

const stage = new Stage();
/** Of a hub, what has its ID in the state before Azure has finished. Source: azurerm 5.2. */
const EARLY = ["azurerm_container_registry", "azurerm_storage_account"];
/** The same of a gateway. */
const EARLY_OF_GATEWAY = [
  "azurerm_linux_virtual_machine_scale_set",
  "azurerm_nat_gateway",
  "azurerm_network_security_group",
];
/** The same of what runs in Container Apps. */
const EARLY_OF_APPS = ["azurerm_container_app_environment", "azurerm_container_app_job"];
const GROUP = "azurerm_container_group";

afterAll(() => stage.clear());

it("what is tainted would be replaced, and is left alone once somebody says that it is whole", async () => {
  const rehearsal = stage.rehearsal();
  const stack = rehearsal.stack(HUB);
  await applied(stack);
  const early = addressesOf(stack.configuration).filter((address) => EARLY.includes(address.split(".")[0]));
  expect(early).toHaveLength(EARLY.length);
  const first = rehearsal.world.events.all.length;
  for (const address of early) {
    expect(await outcome(stack.taint(address))).toBe("ok");
  }
  expect(await changed(rehearsal, HUB)).toEqual(expect.arrayContaining(EARLY.map((type) => `${type} delete create`)));
  for (const address of early) {
    expect(await outcome(stack.untaint(address))).toBe("ok");
  }
  expect(await changed(rehearsal, HUB)).toEqual([]);
  expect(rehearsal.world.events.since(first)).toEqual([]);
});

it.each([
  ["machines, their way out and what lets traffic in", GATEWAY, EARLY_OF_GATEWAY],
  ["a job in Container Apps, and what it runs in", APP_JOB, EARLY_OF_APPS],
])("%s are whole once somebody says so, too", async (_, sketch, types) => {
  const workshop = new Workshop(sketch);
  const stack = workshop.stack();
  try {
    await applied(stack);
    const early = addressesOf(stack.configuration).filter((address) => types.includes(address.split(".")[0]));
    expect(early).toHaveLength(types.length);
    for (const address of early) {
      expect(await outcome(stack.taint(address))).toBe("ok");
    }
    const replaced = (await stack.changes()).filter(({ actions }) => actions.includes("delete"));
    expect(replaced.map(({ address }) => address)).toEqual(expect.arrayContaining(early));
    for (const address of early) {
      expect(await outcome(stack.untaint(address))).toBe("ok");
    }
    expect(await stack.changes()).toEqual([]);
  } finally {
    workshop.clear();
  }
});

it("a container group is nothing but what it runs: the next apply replaces it, and nothing else", async () => {
  const rehearsal = await stage.withHub();
  const stack = rehearsal.stack(SALES);
  await applied(stack);
  const [group] = addressesOf(stack.configuration).filter((address) => address.startsWith(`${GROUP}.`));
  expect(await outcome(stack.taint(group))).toBe("ok");
  expect(await changed(rehearsal, SALES)).toEqual([`${GROUP} delete create`]);
  expect(await outcome(stack.apply())).toBe("ok");
  expect(await changed(rehearsal, SALES)).toEqual([]);
});
