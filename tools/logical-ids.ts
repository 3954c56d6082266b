import { TerraformStack, Testing } from "cdktf";
import { HoldingApp } from "../stacks/app";
import { example } from "../stacks/example";
import { contoso } from "../stacks/example-holding";

/** Where the ledger is, from the root of the repository. */
export const LEDGER = "test/stacks/ledger.json";

/** Addresses of resources, `type.logicalId`, by name of their stack. */
export type LogicalIds = Readonly<Record<string, readonly string[]>>;

/** The logical IDs that have been agreed on, and why each change of them was. */
export interface Ledger {
  /** One line per change, oldest first. */
  readonly reasons: readonly string[];
  readonly stacks: LogicalIds;
}

/** What the stacks of an app say now, by default the example's. */
export function logicalIdsOf({ stacks } = new HoldingApp(contoso, example)): LogicalIds {
  return Object.fromEntries(stacks.map((stack) => [stack.node.id, logicalIdsIn(stack)]));
}

function logicalIdsIn(stack: TerraformStack): string[] {
  const { resource = {} } = JSON.parse(Testing.synth(stack)) as { resource?: Record<string, object> };
  return Object.entries(resource)
    .flatMap(([type, blocks]) => Object.keys(blocks).map((logicalId) => `${type}.${logicalId}`))
    .sort();
}

/** What differs, one line per address, `-` for what went and `+` for what came; none when nothing does. */
export function changes(agreed: LogicalIds, now: LogicalIds): string[] {
  const stacks = [...new Set([...Object.keys(agreed), ...Object.keys(now)])].sort();
  return stacks.flatMap((stack) => {
    const [before, after] = [agreed[stack] ?? [], now[stack] ?? []];
    return [
      ...before.filter((address) => !after.includes(address)).map((address) => `- ${stack}: ${address}`),
      ...after.filter((address) => !before.includes(address)).map((address) => `+ ${stack}: ${address}`),
    ];
  });
}

/** What a person reads whose change touches logical IDs; empty when it does not. */
export function warningAbout(agreed: LogicalIds, now: LogicalIds): string {
  const lines = changes(agreed, now);
  return lines.length === 0
    ? ""
    : [
        "Logical IDs of the example stacks changed. An address that goes (-) makes Terraform destroy the resource of",
        "everybody who deployed it; under another address (+) it is made anew. If that is meant, say why:",
        '  npm run ledger -- "why"',
        ...lines,
      ].join("\n");
}
