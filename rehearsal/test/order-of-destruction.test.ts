/** What a domain may is taken away before the domain: refused, with nothing of it lost, and the way out is the right order. */
import { Rehearsal } from "../src/rehearsal";
import { DOMAIN_SUBSCRIPTION, HUB_DEPLOYER, SALES, SALES_ACCESS, Stage, applied, outcome } from "./support/stage";

const stage = new Stage();
let rehearsal: Rehearsal;

beforeAll(async () => {
  rehearsal = await stage.withHub();
  await applied(rehearsal.stack(SALES));
});

afterAll(() => stage.clear());

const ofSales = () => rehearsal.world.all.map(({ id }) => id).filter((id) => id.includes("prod-sales"));
const onHub = () =>
  rehearsal.world.assignments.filter(
    ({ principalId, scope }) => principalId !== HUB_DEPLOYER && !scope.includes(DOMAIN_SUBSCRIPTION),
  );

it("Azure keeps the group and all that is in it, the identities and what they may on the hub", async () => {
  const before = { ids: ofSales(), rights: onHub() };
  const said = await outcome(rehearsal.stack(SALES_ACCESS).destroy());
  expect(said).toMatch(/"contoso-retail-prod-sales-rg" still contains Resources/);
  expect(said).toContain("/containerGroups/retail-prod-sales-transform");
  expect(said).toContain("You must either remove these Resources");
  const roles = (ids: readonly string[]) => ids.filter((id) => !/roleAssignments/.test(id));
  expect(roles(ofSales())).toEqual(roles(before.ids));
  expect(onHub()).toEqual(before.rights);
});

it("its deployer has lost its right on the group, and the domain cannot be taken away", async () => {
  expect(await outcome(rehearsal.stack(SALES).destroy())).toMatch(/AuthorizationFailed/);
});

it("and once what it may is applied again, all goes in the right order, with nothing left", async () => {
  const access = rehearsal.stack(SALES_ACCESS);
  expect(await outcome(access.apply())).toBe("ok");
  expect(await access.changes()).toEqual([]);
  expect(await outcome(rehearsal.stack(SALES).destroy())).toBe("ok");
  expect(await outcome(access.destroy())).toBe("ok");
  expect(ofSales()).toEqual([]);
});
