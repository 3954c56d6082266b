/**
 * One measurement in a process of its own: `child.js library|handwritten <domains> <output folder> [first]`. With `first`
 * it says what the first domain took, from loading on, and what was loaded; without, what others take after it.
 */
import { App } from "cdktf";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { PlanDomains } from "./stack";

const [way, count, outdir, first] = process.argv.slice(2);
const load = createRequire(__filename);
const { planDomains } = load(`./${way}`) as { planDomains: PlanDomains };

/** What it took, in milliseconds. */
function make(domains: number) {
  const started = performance.now();
  const makeDomains = planDomains(domains);
  const planned = performance.now();
  const app = new App({ outdir });
  makeDomains(app);
  const constructed = performance.now();
  app.synth();
  return { plan: planned - started, construct: constructed - planned, synth: performance.now() - constructed };
}

make(1);
const all = performance.now() - performance.nodeTiming.bootstrapComplete;
const modules = Object.keys(load.cache).filter((path) => dirname(path) !== __dirname);
console.log(JSON.stringify(first === undefined ? make(Number(count)) : { all, modules }));
