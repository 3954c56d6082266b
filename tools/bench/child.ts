/** One measurement in a process of its own: `child.js library|handwritten <domains> <output folder>`. */
import { App } from "cdktf";
import * as handwritten from "./handwritten";
import * as library from "./library"; // both are loaded in either case, so that only the work differs

const [way, count, outdir] = process.argv.slice(2);
const { planDomains } = way === "library" ? library : handwritten;

const started = performance.now();
const makeDomains = planDomains(Number(count));
const planned = performance.now();
const app = new App({ outdir });
makeDomains(app);
const constructed = performance.now();
app.synth();
const synthesized = performance.now();

const times = { plan: planned - started, construct: constructed - planned, synth: synthesized - constructed };
console.log(JSON.stringify(times));
