import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HoldingApp } from "../../stacks/app";
import { example } from "../../stacks/example";
import { contoso } from "../../stacks/example-holding";
import type { Template } from "./stack";

/** The example holding, synthesized with every validation run: its app, and what Terraform reads, by stack. */
export function exampleStacks(): { readonly app: HoldingApp; readonly templates: ReadonlyMap<string, Template> } {
  const outdir = mkdtempSync(join(tmpdir(), "example-"));
  const app = new HoldingApp(contoso, example, undefined, { outdir });
  app.synth();
  const names = app.stacks.map(({ node }) => node.id);
  const read = (name: string) => JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8"));
  return { app, templates: new Map(names.map((name) => [name, read(name) as Template])) };
}
