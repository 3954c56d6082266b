/** From the last release to this version: what is replaced stands in the CHANGELOG, and nothing else is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBaseline, replacedSaid } from "../../tools/baseline-file";
import { rehearsedExample } from "../../tools/rehearsed-example";
import { AzureEvent } from "../src/azure/event-log";
import { imagesIn } from "../src/images";
import { Rehearsal } from "../src/rehearsal";
import { madeUp } from "../src/secrets/secrets";
import { severalAtOnce } from "../src/several";
import { Configuration } from "../src/terraform";
import { changed, outcome } from "./support/stage";

/** All of production, with its gateway and its site on Azure Stack Hub: development is the same with other names. */
const STACKS = ["hub-*-production", "access-*-prod-*", "*-prod-*", "gateway-*", "edge-*"];
const folder = mkdtempSync(join(tmpdir(), "upgrade-"));
const events: AzureEvent[] = [];
const left: Record<string, string[]> = {};

beforeAll(async () => {
  const outdir = join(folder, "then");
  const { stacks } = readBaseline();
  Object.entries(stacks).forEach(([name, stack]) => write(join(outdir, "stacks", name), stack));
  const { app, holding, others } = rehearsedExample(join(folder, "now"));
  app.synth();
  const workspace = join(folder, "states");
  const rehearsal = new Rehearsal({ holding, others, outdir, workspace, stacks: STACKS });
  const plans = [rehearsal.hubs, rehearsal.accesses, rehearsal.dependents];
  const now = new Rehearsal({ holding, others, outdir: app.outdir, workspace: join(folder, "read"), stacks: STACKS });
  for (const [stage, names] of plans.map((some) => some.map(({ stackName }) => stackName)).entries()) {
    const results = await severalAtOnce(2, names, (name) => rehearsal.deploy(name));
    expect(results.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    if (stage === 1) {
      rehearsal.onSite();
    }
  }
  const first = rehearsal.world.events.all.length;
  for (const names of plans.map((some) => some.map(({ stackName }) => stackName))) {
    await severalAtOnce(2, names, async (name) => {
      const { configuration } = now.stack(name);
      imagesIn(configuration).forEach((image) => rehearsal.world.pushImage(image));
      const stack = rehearsal.stack(name);
      const given = stack.wantedVariables;
      stack.change((before) => become(before, configuration));
      stack.wantedVariables
        .filter((wanted) => !given.includes(wanted))
        .forEach((wanted) => stack.set(wanted, madeUp()));
      expect([name, await outcome(stack.apply())]).toEqual([name, "ok"]);
      left[name] = await changed(rehearsal, name);
    });
  }
  events.push(...rehearsal.world.events.since(first));
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(to: string, stack: object): void {
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, "cdk.tf.json"), JSON.stringify(stack));
}

function become(configuration: Configuration, next: Configuration): void {
  Object.keys(configuration).forEach((block) => delete configuration[block]);
  Object.assign(configuration, next);
}

it("takes one apply of each stack, and leaves nothing to do", () => {
  expect(Object.keys(left).length).toBeGreaterThan(9);
  expect(Object.entries(left).filter(([, changes]) => changes.length > 0)).toEqual([]);
});

it("replaces and takes away what the CHANGELOG says, all of it and nothing else", () => {
  const gone = new Set(events.filter(({ kind }) => kind === "delete").map(({ type }) => type));
  expect([...gone].sort()).toEqual([...replacedSaid().keys()].sort());
});
