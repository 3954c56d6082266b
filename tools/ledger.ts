/** `npm run ledger -- "why"`: agrees on the logical IDs that the example stacks have now, and records the reason. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { LEDGER, Ledger, changes, logicalIdsOf } from "./logical-ids";

async function main(reason: string): Promise<number> {
  if (reason === "" || reason.includes("\n")) {
    console.error('Say in one line why logical IDs change: npm run ledger -- "why"');
    return 1;
  }
  const known: Ledger = existsSync(LEDGER)
    ? (JSON.parse(readFileSync(LEDGER, "utf8")) as Ledger)
    : { reasons: [], stacks: {} };
  const stacks = logicalIdsOf();
  const lines = changes(known.stacks, stacks);
  if (lines.length === 0) {
    console.log(`${LEDGER} is up to date; nothing is written.`);
    return 0;
  }
  const text = JSON.stringify({ reasons: [...known.reasons, reason], stacks });
  writeFileSync(LEDGER, await format(text, { ...(await resolveConfig(LEDGER)), filepath: LEDGER }));
  lines.forEach((line) => console.log(line));
  return 0;
}

void main(process.argv.slice(2).join(" ").trim()).then((code) => (process.exitCode = code));
