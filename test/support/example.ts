import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HoldingApp } from "../../stacks/app";
import { example } from "../../stacks/example";
import { contoso } from "../../stacks/example-holding";
import { StateStore } from "../../stacks/state";
import { Template, template } from "./stack";

const outdir = mkdtempSync(join(tmpdir(), "example-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** The example holding's app, whose files nobody keeps. */
export function exampleApp(store?: StateStore): HoldingApp {
  return new HoldingApp(contoso, example, store, { outdir });
}

/** What Terraform reads of every stack, by name. */
export function templatesOf(app: HoldingApp): Record<string, Template> {
  return Object.fromEntries(app.stacks.map((stack) => [stack.node.id, template(stack)]));
}
