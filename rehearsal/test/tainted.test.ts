/** What azurerm 5.x leaves of a Terraform that was killed: docs/runbooks/terraform-killed.md. */
import { addressesOf } from "../src/terraform";
import { HUB, Stage, applied, changed, outcome } from "./support/stage";

const stage = new Stage();
/** Of a hub, what has its ID in the state before Azure has finished. Source: azurerm 5.2. */
const EARLY = ["azurerm_container_registry", "azurerm_storage_account"];

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
