import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsedExample } from "../../tools/rehearsed-example";
import { Rehearsal } from "../src/rehearsal";

const workspace = mkdtempSync(join(tmpdir(), "furnished-hub-"));
const whole = join(workspace, "whole");
const withoutHubs = join(workspace, "without-hubs");
const { app, holding, others } = rehearsedExample(whole);
let count = 0;

/** Rights are compared on their own, and a policy deletes blobs in months. */
const NOTHING_TO_DEPENDENTS = ["azurerm_role_assignment", "azurerm_storage_management_policy"];

beforeAll(() => {
  app.synth();
  cpSync(whole, withoutHubs, { recursive: true });
  platformsIn(withoutHubs).forEach((name) => rmSync(join(withoutHubs, "stacks", name), { recursive: true }));
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** What the platform team deploys: hubs, and what domains may. */
function platformsIn(outdir: string): string[] {
  return readdirSync(join(outdir, "stacks")).filter((name) => /^(?:hub|access)-/.test(name));
}

const told: string[] = [];
function rehearsalOf(outdir: string, ...stacks: string[]): Rehearsal {
  count += 1;
  const tell = (line: string) => void told.push(line);
  return new Rehearsal({ holding, others, outdir, stacks, tell, workspace: join(workspace, `${count}`) });
}

describe("a stack whose hubs other teams deploy", () => {
  test.each([
    ["leaves data for another subsidiary in its hub", "retail-prod-erp", ["hub-retail-production"]],
    [
      "takes data from another subsidiary's hub",
      "energy-prod-datev",
      ["hub-retail-production", "hub-energy-production"],
    ],
    ["exposes a hub's forwards", "gateway-retail-production", ["hub-retail-production"]],
  ])("and that %s is rehearsed on hubs as they are planned, and leaves them as they are", async (_, name, hubs) => {
    const rehearsal = rehearsalOf(withoutHubs, name);
    const results = await rehearsal.run();
    expect(results.map(({ stackName, failure }) => [stackName, failure])).toEqual([
      [name, undefined],
      [name, undefined],
    ]);
    expect(rehearsal.hubs.map(({ stackName }) => stackName)).toEqual(hubs);
    expect(told).toEqual(expect.arrayContaining(hubs.map((hub) => `${hub} is needed by ${name}`)));
    expect(new Set(rehearsal.world.events.all.map(({ stack }) => stack))).toEqual(new Set([name]));
    rehearsal.hubs.forEach(({ keyVaultId }) => expect(rehearsal.world.find(keyVaultId)).toBeDefined());
  });
});

describe("a hub that is furnished from its plan", () => {
  test.each(["hub-retail-production", "hub-energy-production", "hub-retail-development"])(
    "has what the stack %s makes, and gives no right that that does not give",
    async (name) => {
      const real = rehearsalOf(whole, name);
      expect((await real.deploy(name)).failure).toBeUndefined();
      const furnished = rehearsalOf(withoutHubs, "*");
      const hub = furnished.hubs.find(({ stackName }) => stackName === name)!;
      furnished.furnishHub(hub);
      [real, furnished].forEach((rehearsal) => rehearsal.onSite([hub]));
      const made = ({ world }: Rehearsal) =>
        world.all
          .filter(({ type }) => !NOTHING_TO_DEPENDENTS.includes(type))
          .map(({ id }) => id)
          .sort();
      expect(made(furnished)).toEqual(made(real));
      const given = ({ world }: Rehearsal) =>
        world.assignments.map(({ principalId, roleName, scope }) => `${roleName} to ${principalId} on ${scope}`);
      const more = given(furnished).filter((right) => !given(real).includes(right));
      expect(more).toEqual([]);
    },
  );
});

describe("what a domain may, furnished from its plan", () => {
  test.each(["retail-prod-erp", "energy-prod-datev"])(
    "is what the access stack of %s makes and gives, and nothing else",
    async (name) => {
      const access = `access-${name}`;
      const real = rehearsalOf(whole, access);
      for (const { stackName } of [...real.hubs, { stackName: access }]) {
        expect((await real.deploy(stackName)).failure).toBeUndefined();
      }
      const furnished = rehearsalOf(withoutHubs, name);
      furnished.hubs.forEach((hub) => furnished.furnishHub(hub));
      furnished.furnishAccesses();
      const { factoryIdentityId, resourceGroupId } = holding.domainPlans.find(({ stackName }) => stackName === name)!;
      const [prefix] = factoryIdentityId.split("-factory-");
      const made = ({ world }: Rehearsal) =>
        world.all
          .filter(({ type }) => type !== "azurerm_role_assignment")
          .map(({ id }) => id)
          .filter((id) => id.startsWith(prefix) || id === resourceGroupId);
      expect(made(furnished).sort()).toEqual(made(real).sort());
      const rights = ({ world }: Rehearsal) => {
        const names = new Map(
          world.ofType("azurerm_user_assigned_identity").map(({ id, values }) => [values.principal_id, id]),
        );
        const deployer = holding.domainPlans.find(({ stackName }) => stackName === name)!.deployer!.principalId;
        return world.assignments
          .map(({ principalId, roleName, scope }) => ({ who: names.get(principalId) ?? principalId, roleName, scope }))
          .filter(({ who }) => who.startsWith(prefix) || who === deployer)
          .filter(({ scope }) => !/-reader-/.test(scope)) // of what it takes, the giving side's access gives it
          .map(({ who, roleName, scope }) => `${roleName} to ${who} on ${scope}`);
      };
      expect(rights(furnished).sort()).toEqual(rights(real).sort());
      expect(rights(real).length).toBeGreaterThan(5);
    },
  );
});
