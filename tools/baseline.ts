/**
 * `npm run baseline`: keeps the stacks of the example as this version synthesizes them. Part of a release, and of nothing
 * else: what comes after it is held against this one, and what it replaces must stand in the CHANGELOG.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../package.json";
import { SynthesizedStack, withoutState, writeBaseline } from "./baseline-file";
import { rehearsedExample } from "./rehearsed-example";

const outdir = mkdtempSync(join(tmpdir(), "baseline-"));
try {
  rehearsedExample(outdir).app.synth();
  const folder = join(outdir, "stacks");
  const read = (name: string): SynthesizedStack =>
    withoutState(JSON.parse(readFileSync(join(folder, name, "cdk.tf.json"), "utf8")) as SynthesizedStack);
  const names = readdirSync(folder).sort();
  writeBaseline({ version, stacks: Object.fromEntries(names.map((name) => [name, read(name)])) });
  console.log(`${names.length} stacks of ${version} kept`);
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
