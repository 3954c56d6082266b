const lines: string[] = [];

/** Notes a measured figure for the table that is printed at the end of a file. */
export function figure(what: string, milliseconds: number): number {
  lines.push(`${(milliseconds / 1000).toFixed(3).padStart(8)} s  ${what}`);
  return milliseconds / 1000;
}

afterAll(() => {
  if (lines.length > 0) process.stdout.write(`\n${lines.join("\n")}\n`);
});
