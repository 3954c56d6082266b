import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { signalTo } from "../../../support/aci/processes";
import { GROUP, Group, until } from "./group";

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

  test("goes on while the semaphore is missing for a while", async () => {
    groupOf();
    const sidecar = await group.sidecar(["/bin/sh"], "sh", "-c", "echo up; exec sleep 60");
    const { dbt } = await group.start({ environment: { FAKE_DBT: "until [ -e /aci/out/told ]; do sleep 0.05; done" } });
    await until(() => sidecar.log.includes("up"), "the sidecar's command");
    const [file, aside] = [group.path("groups", GROUP), group.path("groups", "aside")];
    fs.renameSync(file, aside);
    await sleep(1000);
    fs.renameSync(aside, file);
    expect(sidecar.log).toBe("up\n");
    fs.writeFileSync(group.path("out/told"), "");
    expect(await dbt.ended).toMatchObject({ code: 0 });
    expect((await sidecar.ended).log).toContain("the run is over");
  });

  test("goes on after a pause of all containers, longer than any patience, though it is the first to wake", async () => {
    groupOf({ timing: { heartbeatTimeoutSeconds: 5 } }); // a busy machine wakes containers late
    const sidecar = await group.sidecar(["/bin/sh"], "sh", "-c", "echo up; exec sleep 60");
    const containers = await group.start({
      environment: { FAKE_DBT: "until [ -e /aci/out/told ]; do sleep 0.05; done" },
    });
    await until(() => sidecar.log.includes("up"), "the sidecar's command");
    const paused = [sidecar, containers.bridge, containers.dbt].map((container) => container.processes());
    for (const { pid } of paused.flat()) signalTo(pid, "SIGSTOP");
    await sleep(9000);
    for (const processes of paused) {
      for (const { pid } of processes) signalTo(pid, "SIGCONT");
      await sleep(200);
    }
    await sleep(1000);
    expect(sidecar.log).toBe("up\n");
    fs.writeFileSync(group.path("out/told"), "");
    expect(await containers.dbt.ended).toMatchObject({ code: 0 });
    expect((await sidecar.ended).log).toContain("the run is over");
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

  test("that dbt needs is there while dbt cancels its statements", async () => {
    groupOf({ timing: { terminationGraceSeconds: 3 } });
    const serve = "trap 'touch /aci/out/down; exit' TERM; touch /aci/out/up; while :; do sleep 0.05; done";
    const sidecar = await group.sidecar(["/bin/sh"], "sh", "-c", serve);
    const cancels = "sleep 1; [ -e /aci/out/down ] || exit 7";
    const { dbt, bridge } = await group.start({
      environment: { FAKE_DBT: `trap '${cancels}' INT; touch /aci/out/set; for i in {1..600}; do sleep 0.1; done` },
    });
    await until(() => ["set", "up"].every((file) => group.has(`out/${file}`)), "dbt and the sidecar");
    for (const container of [dbt, bridge, sidecar]) container.signal("SIGTERM");
    const stopped = performance.now();
    expect(await dbt.ended).toMatchObject({
      code: 143,
      log: expect.stringContaining("dbt ended with exit code 7 on SIGINT"),
    });
    expect(await sidecar.ended).toMatchObject({ code: 0, log: "sidecar: the run is over; ending the command\n" });
    expect(group.has("out/down")).toBe(true);
    expect(performance.now() - stopped).toBeLessThan(7000);
  });

  test("that is stopped while dbt does not end is killed within the grace that the platform leaves", async () => {
    groupOf({ timing: { heartbeatTimeoutSeconds: 30 } });
    const sidecar = await group.sidecar(
      ["/bin/sh"],
      "sh",
      "-c",
      "trap '' TERM; touch /aci/out/up; while :; do sleep 0.05; done",
    );
    const { dbt } = await group.start({ environment: { FAKE_DBT: "sleep 60" } });
    await until(() => group.has("out/up"), "the sidecar");
    for (const { pid } of dbt.processes()) signalTo(pid, "SIGSTOP");
    sidecar.signal("SIGTERM");
    const stopped = performance.now();
    expect(await sidecar.ended).toMatchObject({ code: 0 });
    expect(performance.now() - stopped).toBeLessThan(8000);
  });

  test("that is stopped before anything of it runs starts nothing", async () => {
    groupOf();
    group.append("sidecar/settings.sh", "\ntouch /aci/out/asked; sleep 1\n");
    const sidecar = await group.sidecar(["/bin/sh"], "sleep", "60");
    await until(() => group.has("out/asked"), "its settings to be read");
    sidecar.signal("SIGTERM");
    const said = "sidecar: this container was stopped before the bridge was ready; nothing was started\n";
    expect(await sidecar.ended).toMatchObject({ code: 0, log: said });
  });
});
