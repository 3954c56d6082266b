import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlatformApp } from "../../lib";
import { rehearsedExample } from "../../tools/rehearsed-example";
import { Platform, Rehearsal } from "../src/rehearsal";

const workspace = mkdtempSync(join(tmpdir(), "platform-test-"));
const whole = join(workspace, "whole");
const withoutPlatform = join(workspace, "without-platform");
const { app, holding, others } = rehearsedExample(whole);
const platform: Platform = (outdir) => new PlatformApp(holding, { outdir });
let count = 0;

/** What the platform team deploys: hubs, and what domains may. */
const isPlatforms = (stackName: string): boolean => /^(?:hub|access)-/.test(stackName);

beforeAll(() => {
  app.synth();
  cpSync(whole, withoutPlatform, { recursive: true });
  const stacks = join(withoutPlatform, "stacks");
  readdirSync(stacks)
    .filter(isPlatforms)
    .forEach((name) => rmSync(join(stacks, name), { recursive: true }));
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const told: string[] = [];
function rehearsalOf(outdir: string, stacks: readonly string[], theirs?: Platform): Rehearsal {
  count += 1;
  const tell = (line: string) => void told.push(line);
  return new Rehearsal({
    holding,
    others,
    outdir,
    stacks,
    tell,
    platform: theirs,
    workspace: join(workspace, `${count}`),
  });
}

describe("a stack whose hubs another team deploys", () => {
  test.each([
    ["leaves data for another subsidiary in its hub", "retail-prod-erp", ["hub-retail-production"]],
    [
      "takes data from another subsidiary's hub",
      "energy-prod-datev",
      ["hub-retail-production", "hub-energy-production"],
    ],
    ["exposes a hub's forwards", "gateway-retail-production", ["hub-retail-production"]],
  ])("and that %s is rehearsed on what that team deploys, and leaves it as it is", async (_, name, hubs) => {
    const rehearsal = rehearsalOf(withoutPlatform, [name], platform);
    const results = await rehearsal.run();
    expect(results.map(({ stackName, failure }) => [stackName, failure])).toEqual([
      [name, undefined],
      [name, undefined],
    ]);
    expect(rehearsal.hubs.map(({ stackName }) => stackName)).toEqual(hubs);
    expect(told).toEqual(expect.arrayContaining(hubs.map((hub) => `${hub} is needed by ${name}`)));
    expect(told).toEqual(
      expect.arrayContaining(hubs.map((hub) => `${hub} is not synthesized here: deployed as planned`)),
    );
    const { all } = rehearsal.world.events;
    expect([...new Set(all.map(({ stack }) => stack))].filter((stack) => !isPlatforms(stack))).toEqual([name]);
    const taken = all.filter(({ kind, stack }) => kind === "delete" && isPlatforms(stack));
    expect(taken).toEqual([]);
    rehearsal.hubs.forEach(({ keyVaultId }) => expect(rehearsal.world.find(keyVaultId)).toBeDefined());
  });

  it("is refused where nobody says what that team deploys", async () => {
    await expect(rehearsalOf(withoutPlatform, ["retail-prod-erp"]).run()).rejects.toThrow(
      "hub-retail-production: needed, and not synthesized. Give `platform` the app of who deploys it, " +
        "such as `(outdir) => new PlatformApp(holding, { outdir })`.",
    );
  });

  it("is refused where what that team deploys is of another plan", async () => {
    const theirs: Platform = (outdir) => ({ synth: () => void existsSync(outdir) });
    await expect(rehearsalOf(withoutPlatform, ["retail-prod-erp"], theirs).run()).rejects.toThrow(
      "hub-retail-production: needed, and not synthesized.",
    );
  });

  it("is told of what fails there", async () => {
    const rehearsal = rehearsalOf(withoutPlatform, ["retail-prod-erp"], platform);
    const { keyVaultName } = rehearsal.hubs[0];
    rehearsal.world.takeName("Microsoft.KeyVault/vaults", keyVaultName);
    const [first, ...rest] = await rehearsal.run();
    expect(first).toMatchObject({ stackName: "hub-retail-production", failure: { step: "apply" } });
    expect(first.failure?.output).toContain(keyVaultName);
    expect(rest.find(({ stackName }) => stackName === "retail-prod-erp")?.failure).toBeDefined();
  });
});

it("asks for no other team's stacks where all that is needed is synthesized", async () => {
  const theirs = jest.fn<ReturnType<Platform>, [string]>();
  const results = await rehearsalOf(whole, ["hub-energy-production"], theirs).run();
  expect(results.map(({ failure }) => failure).filter((failure) => failure !== undefined)).toEqual([]);
  expect(theirs).not.toHaveBeenCalled();
});
