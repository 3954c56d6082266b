import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";

/** One line per synthesized stack: its name, how many resources it makes, and the hub that it is or belongs to. */
export function summary(app: App, stacks: readonly { name: string; hub: string }[]): string[] {
  const width = Math.max(...stacks.map(({ name }) => name.length));
  return stacks.map(({ name, hub }) => {
    const file = join(app.outdir, "stacks", name, "cdk.tf.json");
    const { resource = {} } = JSON.parse(readFileSync(file, "utf8")) as { resource?: Record<string, object> };
    const count = Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
    return `${name.padEnd(width)}  ${String(count).padStart(3)} resources  ${hub}`;
  });
}
