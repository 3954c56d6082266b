import { type ContainerGroup } from "../../support/aci/container-group";
import { dead, deaf, shop, silent, warehouse } from "../plan";
import { figure } from "../figures";
import { type Job, type JobGiven, Platform, timing, World } from "../world";

const RELAY = "contoso-retail-production-relay.servicebus.windows.net";
const beyond = `the relay ${RELAY} can be reached, so the fault lies beyond it`;
const unreachable = `the relay ${RELAY} cannot be reached: `;
/** What is wrong, and what dbt's container says about it. */
const FAULTS: Readonly<Record<string, [JobGiven, ...string[]]>> = {
  "case 3, no listener": [
    { forwards: [deaf] },
    "deaf (sql04.retail.example:1433, sql-server: connection closed without an answer)",
    beyond,
  ],
  "case 3, wrong key": [{ references: { [keyOf("warehouse")]: "" } }, "warehouse (sql01", beyond],
  "case 3, target down": [
    { forwards: [dead] },
    "dead (sql02.retail.example:1433, sql-server: connection closed without an answer)",
    beyond,
  ],
  "case 3, target drops SYNs": [
    { forwards: [silent] },
    "silent (sql03.retail.example:1433, sql-server: no answer)",
    beyond,
  ],
  "case 3, relay drops SYNs": [
    { platform: { names: { [RELAY]: "10.99.0.1" } } },
    "sql-server: no answer)",
    `${unreachable}no answer within 5 s; check the group's name resolution and its way out to the relay`,
  ],
  "case 3, relay's name does not resolve": [{ platform: { names: {} } }, unreachable],
  "case 3, relay's host unreachable": [
    { platform: { names: { [RELAY]: "10.98.0.1" } } },
    `${unreachable}No route to host`,
  ],
  "case 15, one of three databases is dead": [
    { forwards: [warehouse, shop, dead] },
    "no proof within 10 s for 1 of 3 forwards: dead (sql02.retail.example:1433, sql-server: connection closed without an answer)",
    "other forwards answer, so the fault lies beyond the relay",
  ],
};

/** Of every job here, in seconds: for several questions each, also when the machine is busy with all of them at once. */
const STARTUP_TIMEOUT = 10;

function keyOf(forward: string) {
  return `azurerm_key_vault_secret(relay-send-${forward}).value`;
}

/** Cases 3 and 15: paths that do not work. */
export function noPathCases(platform: Platform): void {
  let world: World;
  const jobs: Record<string, Job> = {};
  beforeAll(async () => {
    world = await World.open({ platform });
    const wrong = world.sendKeys.warehouse.replace(/SharedAccessKey=.*/, "SharedAccessKey=bm90IHRoZSByaWdodCBrZXk=");
    // All at once: each of them waits for the time that is allowed.
    for (const [name, [given]] of Object.entries(FAULTS)) {
      const references = given.references && { [keyOf("warehouse")]: wrong };
      const job = (jobs[name] = world.job({
        ...given,
        references,
        timing: timing({ startupTimeout: STARTUP_TIMEOUT }),
      }));
      await job.group.prepare();
      refuseRoute(job.group);
      for (const container of job.group.containers) await job.group.startContainer(container.name);
    }
  });
  afterAll(() => world.close());

  function refuseRoute(group: ContainerGroup) {
    group.network!.refuse("10.98.0.1");
  }

  describe("cases 3 and 15: dbt never runs, its container exits 69 in time and says what can be known", () => {
    test.each(Object.keys(FAULTS))("%s", async (name) => {
      const job = jobs[name];
      const { code, log, seconds } = await job.dbt.ended;
      expect(code).toBe(69);
      const [, ...messages] = FAULTS[name];
      for (const message of messages) expect(log).toContain(message);
      expect(log.trimEnd().split("\n")).toHaveLength(1);
      expect(job.runs).toBe(0);
      expect(figure(`${name}: until exit 69`, seconds * 1000)).toBeLessThan(STARTUP_TIMEOUT + 10);
      const bridge = await job.bridge.ended;
      expect(bridge.code).toBe(0);
      expect(job.group.state).toBe("Failed");
      expect(job.semaphores).toEqual([]);
    });
  });
}
