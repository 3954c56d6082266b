import { Coordination, DbtJobProps, FileShare, StorageAccount } from "../../../lib";
import { containerOf, fileIn, groupOf } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

/** How many runs the dbt container is told to keep. */
function kept(given: Partial<DbtJobProps>, onShare = true): unknown {
  const stack = stackUnderTest();
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const storageAccount = new StorageAccount(stack, "Storage", { ...place, accountName: "contosoretail" });
  const share = new FileShare(stack, "Share", { storageAccount, shareName: "dbt-runs" });
  const coordination = onShare ? Coordination.azureFileShare(share) : Coordination.emptyDir();
  const job = fileIn(containerOf(groupOf(stack, { coordination, ...given }), "dbt"), "job.json");
  return (JSON.parse(job) as { keptRuns: unknown }).keptRuns;
}

describe("the runs whose artifacts are kept", () => {
  test("are the last 20 on a share, and none elsewhere", () => {
    expect([kept({}), kept({}, false)]).toEqual([20, 0]);
  });

  test.each([0, 1, 1000])("may be %d", (keptRuns) => {
    expect(kept({ keptRuns })).toBe(keptRuns);
  });

  test.each([-1, 1001, 2.5])("fails if they are %d", (keptRuns) => {
    expect(() => kept({ keptRuns })).toThrow(`Stack/Transform: [dbt/kept-runs] given keptRuns ${keptRuns}. `);
  });

  test("may be 0 without a share, and fails if they are more", () => {
    expect(kept({ keptRuns: 0 }, false)).toBe(0);
    expect(() => kept({ keptRuns: 1 }, false)).toThrow("[dbt/kept-runs] given keptRuns 1 without a share.");
  });
});
