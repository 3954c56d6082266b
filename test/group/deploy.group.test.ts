import { Share } from "../support/aci/share";
import { type JobGiven, World } from "./world";

const GROUP = "retail-prod-salesforce-transform";

let world: World;
let share: Share;
beforeAll(async () => {
  world = await World.open();
  share = new Share();
});
afterEach(() => world.tidy());
afterAll(async () => {
  await world.close();
  share.destroy();
});

/** What a deploy makes: Terraform computes its fingerprint from this definition and these values. */
const deployed = (given: JobGiven = {}) => world.job({ share, runOnDeploy: false, ...given });
const fingerprint = () => share.read(`${GROUP}.deployed`).trim();

describe("a job that deploys do not run, on a share", () => {
  /** Starts the group: the exit code of its dbt container, and whether that ran dbt. */
  async function start(job: ReturnType<typeof deployed>) {
    const before = job.runs;
    await job.group.start();
    const state = await job.group.ended();
    const { code, log } = await job.dbt.ended;
    expect((await job.bridge.ended).code).toBe(0);
    expect(share.files).toEqual([`${GROUP}.deployed`]);
    expect(log.includes("armed: this start follows a deploy")).toBe(code === 75);
    return { state, code, ran: job.runs - before };
  }
  const armed = { state: "Failed", code: 75, ran: 0 };
  const ran = { state: "Succeeded", code: 0, ran: 1 };

  test("is armed by the start that creates it, and runs from the next one on", async () => {
    const job = deployed();
    expect(await start(job)).toEqual(armed);
    expect(fingerprint()).toMatch(/^[0-9a-f]{64}$/);
    expect(await start(job)).toEqual(ran);
    expect(await start(job)).toEqual(ran);
  });

  test("is not armed again by a deploy that changes nothing", async () => {
    const before = fingerprint();
    expect(await start(deployed())).toEqual(ran);
    expect(fingerprint()).toBe(before);
  });

  test.each<[string, JobGiven]>([
    ["another definition", { environment: { STAGE: "blue" } }],
    [
      "a value known only to Terraform",
      { references: { "azurerm_key_vault_secret(warehouse-password).value": "new" } },
    ],
  ])("is armed again by %s, which replaces the group", async (_, change) => {
    const before = fingerprint();
    const job = deployed(change);
    expect(await start(job)).toEqual(armed);
    expect(fingerprint()).not.toBe(before);
    expect(await start(job)).toEqual(ran);
  });

  test("ends with dbt's own code once it is armed", async () => {
    const job = deployed({ script: "exit 75" });
    expect(await start(job)).toEqual(armed);
    await job.group.start();
    expect(await job.dbt.ended).toMatchObject({ code: 75 });
    expect(job.runs).toBe(1);
  });
});
