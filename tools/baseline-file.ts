import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

const ROOT = join(__dirname, "..");

/** Where the baseline is: compressed, since most of it is the same in every stack. What is in it, the ledger shows. */
export const BASELINE = join(ROOT, "test/baseline/example.json.br");

const WINDOW_BITS = 24; // all stacks at once

/** The stacks of the example as the last release synthesizes them. */
export interface Baseline {
  readonly version: string;
  /** `cdk.tf.json` by name of the stack. */
  readonly stacks: Readonly<Record<string, SynthesizedStack>>;
}

/** What Terraform reads of a stack. */
export interface SynthesizedStack {
  readonly terraform?: { readonly backend?: unknown };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

export function readBaseline(): Baseline {
  return JSON.parse(brotliDecompressSync(readFileSync(BASELINE)).toString()) as Baseline;
}

export function writeBaseline(baseline: Baseline): void {
  const text = JSON.stringify(baseline);
  const params = { [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  writeFileSync(BASELINE, brotliCompressSync(text, { params }));
}

/** A stack without where its state is, which is on the machine that has synthesized it. */
export function withoutState({ terraform = {}, ...stack }: SynthesizedStack): SynthesizedStack {
  const kept = Object.entries(terraform).filter(([block]) => block !== "backend");
  return { ...stack, terraform: Object.fromEntries(kept) };
}

/** Addresses of a stack's resources, `type.logicalId`. */
export function addressesIn({ resource = {} }: SynthesizedStack): string[] {
  return Object.entries(resource).flatMap(([type, blocks]) => Object.keys(blocks).map((id) => `${type}.${id}`));
}

/** What the CHANGELOG calls the type of one of a stack's resources: Azure's own for what azapi makes. */
export function typeOf({ resource = {} }: SynthesizedStack, address: string): string {
  const [type, id] = address.split(".");
  const { type: written } = resource[type][id] as { readonly type?: string };
  return type === "azapi_resource" && written !== undefined ? written.split("@")[0] : type;
}

/** Types of resources that an upgrade from the last release replaces or takes away, each with why. */
export function replacedSaid(changelog = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8")): Map<string, string> {
  const unreleased = /^## Unreleased$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog)?.[1] ?? "";
  const section = /^### What an upgrade replaces$([\s\S]*?)(?=^### |(?![\s\S]))/m.exec(unreleased)?.[1] ?? "";
  return new Map([...section.matchAll(/^- `([^`]+)`: ((?:.|\n {2})+)/gm)].map(([, type, why]) => [type, why]));
}

/** Addresses that have gone from a stack since then, and that it does not say have moved. */
export function lostSince(then: SynthesizedStack, now: SynthesizedStack): string[] {
  const kept = [...addressesIn(now), ...(now.moved ?? []).map(({ from }) => from)];
  return addressesIn(then).filter((address) => !kept.includes(address));
}
