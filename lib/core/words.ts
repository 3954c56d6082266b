/** `NightlyRun` and `Nightly Run` as `nightly-run`. */
export function dashed(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
}

/** `TheLedger` as `the_ledger`. */
export function underscored(id: string): string {
  return dashed(id).replace(/-/g, "_");
}
