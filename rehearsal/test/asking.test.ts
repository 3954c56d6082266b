import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlannedHolding } from "../src/plan";
import { rehearse } from "../src/rehearse";
import { severalAtOnce } from "../src/several";

const outdir = mkdtempSync(join(tmpdir(), "rehearsal-test-"));
const NOTHING: PlannedHolding = { hubPlans: [], domainPlans: [] };
const OURS = { stackName: "ours", subscriptionId: "1a2b3c4d-0000-4000-8000-000000000003" };
const DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000004" };

beforeAll(() => {
  const folder = join(outdir, "stacks", "ours");
  mkdirSync(folder, { recursive: true });
  const terraform = { required_providers: { random: {} } };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ terraform }));
});
afterAll(() => rmSync(outdir, { recursive: true }));

it("fails if there is nothing to rehearse", async () => {
  await expect(rehearse({ holding: NOTHING })).rejects.toThrow(
    /^Give the app to rehearse, or the folder to which it was synthesized\.$/,
  );
  await expect(rehearse({ holding: NOTHING, outdir, stacks: "theirs-*" })).rejects.toThrow(
    /^No stack to rehearse matches theirs-\*\. There are: ours\.$/,
  );
});

it("fails if nobody plans a stack, or nobody deploys it", async () => {
  await expect(rehearse({ holding: NOTHING, outdir })).rejects.toThrow(
    /^ours: nobody plans it, so nobody knows who deploys it\. Name it in `others`\.$/,
  );
  await expect(rehearse({ holding: NOTHING, outdir, others: [OURS] })).rejects.toThrow(
    /^ours: the plan names no deployer, so nobody knows with which rights it is deployed\.$/,
  );
});

it("fails at a stack that needs a provider which is not served, and tries nothing else of it", async () => {
  const { results, failures, events } = await rehearse({
    holding: NOTHING,
    outdir,
    others: [{ ...OURS, deployer: DEPLOYER }],
  });
  expect(failures).toEqual([
    {
      stackName: "ours",
      step: "init",
      refusals: [],
      output: expect.stringMatching(/^The rehearsal serves azurerm, .*; the stack also needs random\.$/) as string,
    },
  ]);
  expect(results.map(({ steps }) => steps.map(({ step }) => step))).toEqual([["init"]]);
  expect(events.all).toEqual([]);
});

it("does so many at a time, and gives what came of it in the order of the items", async () => {
  let running = 0;
  let most = 0;
  const done = await severalAtOnce(3, [50, 10, 30, 1, 20], async (delay, lane) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, delay));
    running -= 1;
    return `${delay} in a lane below 3: ${lane < 3}`;
  });
  expect(done).toEqual([50, 10, 30, 1, 20].map((delay) => `${delay} in a lane below 3: true`));
  expect(most).toBe(3);
});
