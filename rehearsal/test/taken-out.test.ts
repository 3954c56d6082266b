/**
 * What a domain of the example does, each thing taken out in turn and put back as the next one goes: each time one apply
 * suffices, makes and takes away nothing else, and leaves nothing to do.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsedExample } from "../../tools/rehearsed-example";
import { Rehearsal } from "../src/rehearsal";
import { severalAtOnce } from "../src/several";
import { Configuration } from "../src/terraform";
import { outcome } from "./support/stage";
import { partNames, takenOutOf } from "./support/taken-out";

const DOMAINS = ["retail-prod-salesforce", "retail-prod-erp", "energy-prod-telemetry", "energy-prod-datev"];
const folder = mkdtempSync(join(tmpdir(), "taken-out-"));
/** What went wrong, by domain and what was taken out; nothing where all went well. */
const found: Record<string, Record<string, string[]>> = {};
let rehearsal: Rehearsal;

beforeAll(async () => {
  const { app, holding, others } = rehearsedExample(join(folder, "out"));
  app.synth();
  const workspace = join(folder, "states");
  rehearsal = new Rehearsal({ holding, others, outdir: app.outdir, workspace, stacks: DOMAINS });
  await deployed(rehearsal.hubs);
  await deployed(rehearsal.accesses);
  rehearsal.onSite();
  await deployed(rehearsal.dependents);
  await severalAtOnce(2, DOMAINS, async (name) => (found[name] = await takenInTurn(name)));
}, 400_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function deployed(plans: readonly { readonly stackName: string }[]): Promise<void> {
  const results = await severalAtOnce(2, plans, ({ stackName }) => rehearsal.deploy(stackName));
  expect(results.flatMap(({ failure }) => failure ?? [])).toEqual([]);
}

async function takenInTurn(stackName: string): Promise<Record<string, string[]>> {
  const stack = rehearsal.stack(stackName);
  const { events } = rehearsal.world;
  const whole = structuredClone(stack.configuration);
  const wrong: Record<string, string[]> = {};
  let before = partNames(whole);
  for (const { what, apply } of [...takenOutOf(whole), { what: "nothing", apply: () => undefined }]) {
    const next = structuredClone(whole);
    apply(next);
    stack.change((configuration) => become(configuration, next));
    const [first, now] = [events.all.length, partNames(next)];
    const applied = await outcome(stack.apply());
    const done = events.since(first).filter(({ stack: by }) => by === stackName);
    const of = (kind: string): string[] =>
      done.filter((event) => event.kind === kind).map(({ id }) => id.split("/").slice(-2).join("/"));
    wrong[what] = [
      ...(applied === "ok" ? [] : [applied]),
      ...((await stack.plan()).code === 0 ? [] : ["a second plan finds something to do"]),
      ...differing("made", of("create"), difference(now, before)),
      ...differing("taken away", of("delete"), difference(before, now)),
    ];
    before = now;
  }
  return wrong;
}

function become(configuration: Configuration, next: Configuration): void {
  Object.keys(configuration).forEach((block) => delete configuration[block]);
  Object.assign(configuration, next);
}

const difference = (all: readonly string[], others: readonly string[]): string[] =>
  all.filter((one) => !others.includes(one));

function differing(how: string, is: readonly string[], should: readonly string[]): string[] {
  return [
    ...difference(is, should).map((one) => `${how}, and nothing says so: ${one}`),
    ...difference(should, is).map((one) => `not ${how}: ${one}`),
  ];
}

it.each(DOMAINS)("whatever %s does without takes one apply, and goes alone", (name) => {
  const wrong = Object.entries(found[name]).filter(([, findings]) => findings.length > 0);
  expect(wrong).toEqual([]);
  expect(Object.keys(found[name]).length).toBeGreaterThan(9);
});
