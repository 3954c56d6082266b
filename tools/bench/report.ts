/** The middle one; the upper of two. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** A goal and whether it is met. */
export function goal(what: string, met: boolean): string {
  return `goal ${what}: ${met ? "met" : "MISSED"}`;
}

/** Prints rows in columns of the given widths, the first to the left. */
export function table(head: string[], rows: string[][], widths: readonly number[]): void {
  for (const cells of [head, ...rows]) {
    const [first, ...others] = cells.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
    );
    console.log(`  ${first}${others.join("")}`.trimEnd());
  }
}
