import { Azure } from "../../src/azure/azure";
import { World } from "../../src/azure/world";
import { Configuration, Run, TerraformStackRun } from "../../src/terraform";
import { applied, outcome } from "./stage";
import { Sketch } from "./workshop";

/** Where a wrong stack is applied: a rehearsal, or a workshop. */
export interface Scene {
  readonly azure: Azure;
  readonly world: World;
  stack(stackName: string): TerraformStackRun;
}

/** A stack made wrong, and the rule that must refuse it. */
export interface Wrong<Stack extends string | Sketch> {
  readonly rule: string;
  /** What is wrong, in words. */
  readonly what: string;
  /** Name of a stack of the stage, or a sketch. */
  readonly stack: Stack;
  /** What else is, or happened. */
  readonly given?: (scene: Scene) => void;
  readonly edit?: (configuration: Configuration) => void;
  /** Instead of applying. */
  readonly run?: (stack: TerraformStackRun, scene: Scene) => Promise<Run>;
  /** Azure's error, in the first line of Terraform's. */
  readonly says: string | RegExp;
}

export async function applyAnd(stack: TerraformStackRun, then: () => Run | Promise<Run>): Promise<Run> {
  await applied(stack);
  return then();
}

/** Applies a wrong stack, and wants it refused by its rule, and by no other. */
export async function expectRefused(wrong: Wrong<string | Sketch>, scene: Scene): Promise<void> {
  // GIVEN a stack of which one thing is wrong
  const { rule, given, edit, run, says } = wrong;
  given?.(scene);
  const stack = scene.stack(typeof wrong.stack === "string" ? wrong.stack : wrong.stack.name);
  stack.change((configuration) => edit?.(configuration));
  const before = scene.world.events.all.length;
  // WHEN
  expect(await outcome(stack.init())).toBe("ok");
  const { code, output } = await (run?.(stack, scene) ?? stack.apply());
  // THEN
  expect(code).not.toBe(0);
  const refused = scene.world.events.since(before).filter(({ kind }) => kind === "refused");
  expect([...new Set(refused.map((event) => event.rule))]).toEqual([rule]);
  const said = output.slice(Math.max(0, output.indexOf("Error: "))).replace(/\s*\n(?:[│ ]*)?/g, " ");
  expect(said).toMatch(says);
  expect(said).toContain(`[${rule}]`);
}

/** What people ask for, as if Terraform had run it. */
export function asked({ azure }: Scene, ask: () => void): Run {
  const refused = azure.whyNot(ask);
  return { command: "asked", code: refused === undefined ? 0 : 1, output: refused ?? "", seconds: 0 };
}
