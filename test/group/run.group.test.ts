import { DbtCommand } from "../../lib";
import { figure } from "./figures";
import { World } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.open({ postgres: true });
});
afterEach(() => world.tidy());
afterAll(() => world.close());
const text = (part: string) => expect.stringContaining(part) as string;

describe("case 1: a good run", () => {
  test("of a real dbt: proven, built and tested through the tunnel, and all ends", async () => {
    const job = world.job({ real: true, command: DbtCommand.buildAndTest() });
    await job.group.start();
    const [dbt, bridge] = [await job.dbt.ended, await job.bridge.ended];
    expect(dbt).toMatchObject({ code: 0, log: text("PASS=5 WARN=0 ERROR=0") });
    expect(bridge).toMatchObject({ code: 0, log: text("bridge: dbt has ended") });
    expect(job.group.state).toBe("Succeeded");
    expect(job.semaphores).toEqual([]);
    expect(world.postgres!.query("select customer from salesforce.orders order by id")).toEqual([
      "Müller & Söhne",
      "O'Neill",
      "雪",
    ]);
    figure("1: real dbt, group started → ended", bridge.seconds * 1000);
    figure("1: dbt's exit → bridge's exit", bridge.at - dbt.at);
  });
});
