/**
 * What a domain of the example does, each thing taken out in turn and put back as the next one goes, with what it has
 * nothing to do with: each time one apply suffices, makes and takes away nothing else, and leaves nothing to do.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LoadModel, Model } from "../../test/lives/model";
import { programOf } from "../../test/lives/program";
import { rehearsedExample } from "../../tools/rehearsed-example";
import { Rehearsal } from "../src/rehearsal";
import { severalAtOnce } from "../src/several";
import { Configuration } from "../src/terraform";
import { outcome } from "./support/stage";
import { neverTakenOut, partNames, roundsOf, takenOutOf } from "./support/taken-out";

const DOMAINS = ["retail-prod-salesforce", "retail-prod-erp", "energy-prod-telemetry", "energy-prod-datev"];
const folder = mkdtempSync(join(tmpdir(), "taken-out-"));
/** What went wrong, by domain and what was taken out; nothing where all went well. */
const found: Record<string, Record<string, string[]>> = {};
/** What was never taken out, by domain. */
const stayed: Record<string, string[]> = {};
/** A factory, the runtime that it links, as whom it comes, and where it reads secrets. */
const BARE = [/^azurerm_data_factory\./, /_Runtime_/, /_DataFactory_Credential_/, /_Secrets_/];
let rehearsal: Rehearsal;

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
  stayed[stackName] = neverTakenOut(whole);
  let before = partNames(whole);
  const rounds = roundsOf(whole);
  expect(rounds.flatMap(({ what }) => what).sort()).toEqual(
    takenOutOf(whole)
      .map(({ what }) => what)
      .sort(),
  );
  for (const { what, configuration: next } of [...rounds, { what: ["nothing"], configuration: whole }]) {
    stack.change((configuration) => become(configuration, next));
    const [first, now] = [events.all.length, partNames(next)];
    const applied = await outcome(stack.apply());
    const done = events.since(first).filter(({ stack: by }) => by === stackName);
    const of = (kind: string): string[] =>
      done.filter((event) => event.kind === kind).map(({ id }) => id.split("/").slice(-2).join("/"));
    wrong[what.join(", ")] = [
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

describe("each thing that a domain of the example does:", () => {
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

  it.each(DOMAINS)("whatever %s does without takes one apply, and goes alone", (name) => {
    const wrong = Object.entries(found[name]).filter(([, findings]) => findings.length > 0);
    expect(wrong).toEqual([]);
    expect(Object.keys(found[name]).length).toBeGreaterThan(7);
  });

  it.each(DOMAINS)("of %s nothing stays but a factory that does nothing", (name) => {
    expect(stayed[name].map((address) => BARE.findIndex((part) => part.test(address))).sort()).toEqual([0, 1, 2, 3]);
  });
});

describe("what is taken out of a stack's JSON is what a program without it would synthesize:", () => {
  const load = { hour: 2, active: true };
  const job = { name: "model", tag: "1.0.0", trace: true, further: [] };
  const domain = { runtime: "shared", external: false, password: 1, planned: [] } as const;
  const crm: readonly LoadModel[] = [
    { ...load, name: "orders", store: "shop", tables: ["Order", "Item"], job },
    { ...load, name: "prices", store: "bank", tables: ["Price"] },
  ];
  const model = (loads: readonly LoadModel[], retired = false): Model => ({
    environments: ["prod"],
    forwards: [
      { name: "warehouse", subsidiary: "retail", host: "sql01", address: 1 },
      { name: "plant", subsidiary: "energy", host: "sql02", address: 2 },
    ],
    domains: [
      { ...domain, name: "crm", subsidiary: "retail", access: "key", forwards: ["warehouse"], loads },
      { ...domain, name: "mes", subsidiary: "energy", access: "identity", forwards: ["plant"], loads: [crm[1]] },
    ],
    handoffs: [{ name: "stock", giver: "crm", taker: "mes", retired }],
    exposed: [],
    nodes: [],
    operators: 1,
  });
  const withOrders = (change: Partial<LoadModel>): Model => model([{ ...crm[0], ...change }, crm[1]]);
  let count = 0;

  function synthesized(of: Model, stackName: string): Configuration {
    const outdir = join(folder, `programs-${(count += 1)}`);
    programOf(of, outdir);
    return JSON.parse(readFileSync(join(outdir, "stacks", stackName, "cdk.tf.json"), "utf8")) as Configuration;
  }

  it.each([
    ["activity Copy Item of orders", "retail-prod-crm", withOrders({ tables: ["Order"] })],
    ["containerGroups/retail-prod-crm-model", "retail-prod-crm", withOrders({ job: undefined })],
    ["linkedservices/bank", "retail-prod-crm", model([crm[0]])],
    ["linkedservices/give_stock", "retail-prod-crm", model(crm, true)],
    ["credentials/take-stock", "energy-prod-mes", model(crm, true)],
  ])("%s", (what, stackName, without) => {
    const configuration = synthesized(model(crm), stackName);
    takenOutOf(configuration)
      .find((one) => one.what === what)!
      .apply(configuration);
    expect(configuration).toEqual(synthesized(without, stackName));
  });
});
