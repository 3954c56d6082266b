import { signalTo } from "../../../support/aci/processes";
import { crm, Group, shop, timing, until, warehouse } from "./group";

let group: Group;
const times = { startupTimeoutSeconds: 1.5, partnerTimeoutSeconds: 2 };
const groupOf = (...[props]: ConstructorParameters<typeof Group>) => (group = new Group({ ...props, timing: times }));
afterEach(() => group.destroy());
const text = (part: string) => expect.stringContaining(part) as string;

describe("dbt does not start, and says why, when", () => {
  test("one of three databases is dead", async () => {
    const { dbt, bridge } = await groupOf({ forwards: [warehouse, crm, shop], farEnds: { crm: "dead" } }).start();
    const { code, log, seconds } = await dbt.ended;
    expect(code).toBe(69);
    expect(log).toBe(
      "run_dbt: no proof within 1.5 s for 1 of 3 forwards: crm (pg01.retail.example:5432, postgresql: connection closed without an answer); " +
        "other forwards answer, so the fault lies beyond the relay; " +
        "check that the listener on site runs and has this forward, the right to send, and that the database answers there\n",
    );
    expect(seconds).toBeLessThan(times.startupTimeoutSeconds + 10);
    expect(group.dbtRuns).toBe(0);
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect(group.leftovers).toEqual([]);
  });

  test("the database never answers, and the relay can be reached", async () => {
    const job = { relayHost: "127.0.10.1", relayPort: 1433 };
    const { dbt } = await groupOf({ farEnds: { warehouse: "silent" }, job }).start();
    const { code, log } = await dbt.ended;
    expect(code).toBe(69);
    expect(log).toContain(
      "sql-server: no answer); the relay 127.0.10.1 can be reached, so the fault lies beyond it; check",
    );
  });

  test.each([
    [
      "once, which may be the container's own pause: the fault before it stands",
      3.5,
      "connection closed without an answer",
    ],
    ["twice: the silence is the fault", 9, "no answer"],
  ])("the path fails and then is silent %s", async (_, startupTimeoutSeconds, fault) => {
    const patient = { timing: { ...timing, ...times, startupTimeoutSeconds } };
    const { dbt } = await groupOf({ farEnds: { warehouse: "dead silent" }, job: patient }).start();
    expect(await dbt.ended).toMatchObject({ code: 69, log: text(`sql-server: ${fault})`) });
  });

  test("the relay cannot be reached", async () => {
    const { dbt } = await groupOf({ farEnds: { warehouse: "dead" }, job: { relayHost: "127.0.0.9" } }).start();
    expect(await dbt.ended).toMatchObject({
      code: 69,
      log: text("the relay 127.0.0.9 cannot be reached: Connection refused"),
    });
    await group.destroy();

    const unknown = await groupOf({ farEnds: { warehouse: "dead" }, job: { relayHost: "relay.invalid" } }).start();
    expect(await unknown.dbt.ended).toMatchObject({
      code: 69,
      log: text("the relay relay.invalid cannot be reached: "),
    });
  });

  test("something else answers", async () => {
    const { dbt } = await groupOf({ farEnds: { warehouse: "mysql" } }).start();
    expect(await dbt.ended).toMatchObject({ code: 69, log: text("sql-server: an answer of another protocol") });
  });

  test("the server itself says that it does not serve, which is no fault of the path", async () => {
    const { dbt } = await groupOf({ forwards: [warehouse, shop], farEnds: { shop: "full" } }).start();
    expect((await dbt.ended).log).toBe(
      "run_dbt: no proof within 1.5 s for 1 of 2 forwards: shop (my01.retail.example:3306, mysql: the server itself says: Too many connections); " +
        "the path works, but the server does not serve; check the server on site\n",
    );
  });

  test("azbridge does not listen", async () => {
    // dbt waits for longer here, so that it is the bridge that gives up.
    const patient = { timing: { ...timing, ...times, startupTimeoutSeconds: 10 } };
    groupOf({ forwards: [warehouse, crm], farEnds: { crm: "unbound" }, job: patient });
    const { dbt, bridge } = await group.start();
    const reason = "azbridge does not listen on 127.0.10.2:5432 after 1.5 s";
    expect(await bridge.ended).toMatchObject({ code: 69, log: text(`bridge: ${reason}`) });
    expect(await dbt.ended).toMatchObject({ code: 69, log: text(`run_dbt: the bridge ended: ${reason}`) });
  });

  test("azbridge ends at once, although with exit code 0", async () => {
    groupOf();
    const dbt = await group.dbt();
    await group.bridge({ with: { azbridge: "#!/bin/sh\necho 'The relay is not configured.'\n" } });
    expect(await dbt.ended).toMatchObject({ code: 69, log: text("azbridge ended by itself with exit code 0") });
  });

  test("the other container never comes", async () => {
    groupOf();
    expect(await (await group.dbt()).ended).toMatchObject({
      code: 69,
      log: text("the bridge container did not start within 2 s; check that its image can be pulled and has /bin/bash"),
    });
    expect(await (await group.bridge()).ended).toMatchObject({ code: 0, log: text("dbt has ended before the bridge") });
    await group.destroy();

    groupOf();
    expect(await (await group.bridge()).ended).toMatchObject({
      code: 69,
      log: text("the dbt container did not start"),
    });
    expect(await (await group.dbt()).ended).toMatchObject({
      code: 69,
      log: text("the bridge ended: the dbt container"),
    });
    expect(group.leftovers).toEqual([]);
  });
});

describe("what the image lacks is named at once, and the bridge does not wait", () => {
  const old = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.7.16"\nexit 1\n';
  const broken = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.11.2" && exit\nkill -KILL $$\n';
  test.each([
    ["Python", { without: ["python3"] }, "the dbt image has neither python3 nor python on PATH"],
    ["a recent Python", { with: { python3: old } }, "the dbt image has Python 3.7.16; Python 3.9 or later"],
    [
      "a Python that runs",
      { with: { python3: broken } },
      "python3 of the dbt image does not run, exit code 137; check",
    ],
    ["dbt", { without: ["dbt"] }, "the dbt image has no dbt on PATH"],
    [
      "the right to write /etc/hosts",
      { user: 1000, prepare: "chmod 777 $D/run" },
      "cannot write /etc/hosts: Permission denied; check that the dbt image runs as root",
    ],
    [
      "an /etc/hosts that can be written",
      { prepare: "mount -o remount,ro,bind /etc/hosts" },
      "cannot write /etc/hosts: Read-only file system; check what is mounted at /etc/hosts",
    ],
    [
      "a variable",
      { command: ["env", "-u", "ENV_DBT_MODEL", "sh", "/aci/dbt/dbt.sh"] },
      "the environment variable ENV_DBT_MODEL is not set",
    ],
    [
      "a selection of one run that is not in base64",
      { environment: { ENV_RUN_SELECT: "tag:nightly" } },
      "the environment variable ENV_RUN_SELECT holds no text in base64",
    ],
    ["the group's name", { environment: { ENV_GROUP_NAME: "a/b" } }, "ENV_GROUP_NAME is not set or is no file name"],
  ])("%s", async (_, props, message) => {
    const { dbt, bridge } = await groupOf().start(props);
    const { code, log } = await dbt.ended;
    expect({ code, log }).toEqual({ code: 69, log: text(`run_dbt: ${message}`) });
    expect(log.trim().split("\n")).toHaveLength(1);
    expect(await bridge.ended).toMatchObject({ code: 0 });
    expect(group.dbtRuns).toBe(0);
  });

  test("a project directory", async () => {
    const { dbt } = await groupOf({ job: { projectDirectory: "/nowhere" } }).start();
    expect(await dbt.ended).toMatchObject({ code: 69, log: text("the dbt image has no folder /nowhere") });
  });

  test("azbridge", async () => {
    groupOf();
    const bridge = await group.bridge({ without: ["azbridge"] });
    expect(await bridge.ended).toMatchObject({
      code: 69,
      log: text("bridge: the bridge image has no azbridge in /usr/share"),
    });
    expect(await (await group.dbt()).ended).toMatchObject({
      code: 69,
      log: text("the bridge ended: the bridge image has no"),
    });
  });

  test("another mapping of the database's name is refused", async () => {
    groupOf();
    await group.bridge();
    const dbt = await group.dbt({ prepare: "printf '\\n10.0.0.5 sql01.retail.example\\n' >>/etc/hosts" });
    expect(await dbt.ended).toMatchObject({
      code: 69,
      log: text("run_dbt: sql01.retail.example leads to 10.0.0.5, 127.0.10.1, not to 127.0.10.1;"),
    });
  });

  test("a host name of the container that does not resolve is added", async () => {
    groupOf();
    const bridge = await group.bridge({ prepare: "echo aci-7f3a >/proc/sys/kernel/hostname" });
    await until(() => group.read("hosts-0").includes("127.0.0.1 aci-7f3a\n"), "the host name");
    expect(await (await group.dbt()).ended).toMatchObject({ code: 0 });
    await bridge.ended;
  });
});

describe("dbt is ended with 69 when", () => {
  const running = { environment: { FAKE_DBT: "sleep 60" } };

  test("azbridge is killed", async () => {
    const { dbt, bridge } = await groupOf().start(running);
    await group.dbtStarted();
    bridge.signal("SIGKILL", /azbridge -f/);
    const killed = performance.now();
    const { code, log } = await dbt.ended;
    expect({ code, log }).toEqual({
      code: 69,
      log: text("run_dbt: the bridge ended: azbridge ended by itself with exit code 137"),
    });
    expect(performance.now() - killed).toBeLessThan(2000);
    expect(group.read("out/signals")).toBe("SIGTERM\n");
    expect(await bridge.ended).toMatchObject({ code: 69 });
    expect(group.leftovers).toEqual([]);
  });

  test("the bridge's container is killed, even if dbt ignores SIGTERM", async () => {
    const { dbt, bridge } = await groupOf().start({
      environment: { FAKE_DBT: 'trap "" TERM; while :; do sleep 1; done' },
    });
    await group.dbtStarted();
    bridge.signal("SIGKILL");
    expect(await dbt.ended).toMatchObject({ code: 69, log: text("the bridge container stopped without a word") });
    expect(group.leftovers).toEqual([]);
  });

  test("the bridge's container is killed and restarted", async () => {
    const { dbt, bridge } = await groupOf().start(running);
    await group.dbtStarted();
    bridge.signal("SIGKILL");
    await bridge.ended;
    const again = await group.bridge();
    expect(await dbt.ended).toMatchObject({ code: 69, log: text("the bridge container was restarted while dbt ran") });
    expect(await again.ended).toMatchObject({ code: 0 });
  });
});

test("the bridge says it when azbridge stands still", async () => {
  const { dbt, bridge } = await groupOf().start({ environment: { FAKE_DBT: "sleep 60 & wait $!" } });
  await group.dbtStarted();
  bridge.signal("SIGSTOP", /azbridge -f/);
  expect(await dbt.ended).toMatchObject({ code: 69, log: text("the bridge ended: azbridge stands still") });
  expect(group.read("out/signals")).toBe("SIGTERM\n"); // no tunnel is left to cancel by
  expect(await bridge.ended).toMatchObject({ code: 69 });
});

test("the bridge's probe fails where its counter stands still, and is content where it moves", async () => {
  const { dbt, bridge } = await groupOf({ job: { timing: { ...timing, heartbeatTimeoutSeconds: 30 } } }).start({
    environment: { FAKE_DBT: "sleep 60 & wait $!" },
  });
  await group.dbtStarted();
  const probe = async () => (await (await group.bridge({ arguments: ["probe"] })).ended).code;
  expect([await probe(), await probe()]).toEqual([0, 0]);
  for (const { pid } of bridge.processes()) signalTo(pid, "SIGSTOP");
  await probe(); // what it moved since the last
  expect([await probe(), await probe()]).toEqual([1, 1]);
  for (const { pid } of bridge.processes()) signalTo(pid, "SIGCONT");
  dbt.signal("SIGTERM");
  expect(await bridge.ended).toMatchObject({ code: 0 });
});

test("the bridge ends when the dbt container is killed", async () => {
  const { dbt, bridge } = await groupOf().start({ environment: { FAKE_DBT: "sleep 60" } });
  await group.dbtStarted();
  dbt.signal("SIGKILL");
  expect(await bridge.ended).toMatchObject({ code: 0, log: text("the dbt container stopped without a word") });
  expect(bridge.processes()).toEqual([]);
  expect(group.leftovers).toEqual([]);
});
