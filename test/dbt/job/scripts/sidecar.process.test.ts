import * as fs from "node:fs";
import { Group, until } from "./group";

let group: Group;
const groupOf = (...props: ConstructorParameters<typeof Group>) => (group = new Group(...props));
afterEach(() => group.destroy());

describe("a further sidecar", () => {
  const busybox = fs.existsSync("/usr/bin/busybox") ? [["busybox", ["/usr/bin/busybox", "sh"]] as const] : [];

  test.each([["sh", ["/bin/sh"]] as const, ...busybox])("runs with the job and ends with it (%s)", async (_, shell) => {
    groupOf();
    const words = 'echo "up: $1"; trap "echo down; exit" TERM; while :; do sleep 0.1; done';
    const sidecar = await group.sidecar([...shell], "sh", "-c", words, "sh", "a  b");
    const { dbt } = await group.start({ environment: { FAKE_DBT: "sleep 1" } });
    await group.dbtStarted();
    expect(await dbt.ended).toMatchObject({ code: 0 });
    const { code, log } = await sidecar.ended;
    expect(code).toBe(0);
    expect(log).toBe("up: a  b\nsidecar: the run is over; ending the command\ndown\n");
  });

  test("is killed when it ignores SIGTERM", async () => {
    groupOf();
    const sidecar = await group.sidecar(["/bin/sh"], "sh", "-c", 'trap "" TERM; while :; do sleep 0.1; done');
    const { dbt } = await group.start({ environment: { FAKE_DBT: "sleep 1" } });
    await dbt.ended;
    expect(await sidecar.ended).toMatchObject({ code: 0 });
  });

  test("ends when both other containers were killed", async () => {
    groupOf();
    const sidecar = await group.sidecar(["/bin/sh"], "sleep", "60");
    const { dbt, bridge } = await group.start({ environment: { FAKE_DBT: "sleep 60" } });
    await until(() => /sleep 60/.test(JSON.stringify(sidecar.processes().slice(1))), "the sidecar's command");
    for (const container of [dbt, bridge]) container.signal("SIGKILL");
    expect(await sidecar.ended).toMatchObject({ code: 0 });
  });

  test("ends when dbt gives up before it started", async () => {
    groupOf({ farEnds: { warehouse: "dead" } });
    const sidecar = await group.sidecar(["/bin/sh"], "sleep", "60");
    const { dbt } = await group.start();
    expect(await dbt.ended).toMatchObject({ code: 69 });
    expect(await sidecar.ended).toMatchObject({ code: 0 });
  });
});
