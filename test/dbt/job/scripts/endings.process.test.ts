import { Group, PYTHON } from "./group";

let group: Group;
const groupOf = (...props: ConstructorParameters<typeof Group>) => (group = new Group(...props));
afterEach(() => group.destroy());
const text = (part: string) => expect.stringContaining(part) as string;

/** Python as an image has it, in which something of the script's surroundings goes wrong. */
const pythonWhere = (wrong: string) => {
  const program = `import os, sys, threading\nsys.path.insert(0, "/aci/dbt")\nimport run_dbt\n${wrong}\nos._exit(run_dbt.ended())`;
  return `#!/bin/sh\ncase $* in *run_dbt.py) exec ${PYTHON} -E -s -u -X utf8 -c '${program}' ;; esac\nexec ${PYTHON} "$@"\n`;
};

describe("dbt's own code is its container's", () => {
  test("where nobody takes the log", async () => {
    const command = ["sh", "-c", "exec sh /aci/dbt/dbt.sh 2>/dev/full"];
    const { dbt, bridge } = await groupOf().start({ environment: { FAKE_DBT: "exit 3" }, command });
    expect(await dbt.ended).toMatchObject({ code: 3 });
    expect(group.read("run/exit-code")).toBe("3\n\n");
    expect(await bridge.ended).toMatchObject({ code: 0, log: text("bridge: dbt has ended") });
    expect(group.leftovers).toEqual([]);
  });

  test("where no thread can be started any more, which tidying up takes", async () => {
    const python3 = pythonWhere(`start = threading.Thread.start
def limited(thread):
    if os.path.exists("/aci/out/limit"):
        raise RuntimeError
    start(thread)
threading.Thread.start = limited`);
    const environment = { FAKE_DBT: "touch /aci/out/limit; exit 3" };
    const { dbt, bridge } = await groupOf({ job: { keptRuns: 3 } }).start({ environment, with: { python3 } });
    expect(await dbt.ended).toMatchObject({
      code: 3,
      log: text("not tidied up; the next run takes it over: unexpected RuntimeError in <string>, line 7\n"),
    });
    expect(group.read("run/exit-code")).toBe("3\n\n");
    expect(await bridge.ended).toMatchObject({ code: 0, log: text("bridge: dbt has ended") });
  });

  test("and the signal that it died of is said", async () => {
    const { dbt } = await groupOf().start({ environment: { FAKE_DBT: "kill -KILL $$" } });
    expect(await dbt.ended).toMatchObject({ code: 137, log: text("run_dbt: dbt died of SIGKILL; ") });
  });
});

test("dbt can cancel its statements also where the script beside it fails", async () => {
  const python3 = pythonWhere(`def fails(run):
    if os.path.exists("/aci/out/set"):
        raise MemoryError
run_dbt.Run._check_paths = fails`);
  const environment = { FAKE_DBT: "touch /aci/out/set; sleep 60 & wait $!" };
  const { dbt, bridge } = await groupOf({ job: { keptRuns: 3 } }).start({ environment, with: { python3 } });
  const reason = "unexpected MemoryError in <string>, line 6; check job.json, or report it";
  expect(await dbt.ended).toMatchObject({ code: 69, log: text(`run_dbt: ${reason}\n`) });
  expect(group.read("run/exit-code")).toBe(`69\n${reason}\n`);
  expect(group.read("out/signals")).toBe("SIGINT\n");
  expect(await bridge.ended).toMatchObject({ code: 0, log: text("bridge: dbt has ended") });
  expect(group.leftovers).toEqual([text(".runs")]);
});

test("a heartbeat that cannot be read is no bridge that stopped", async () => {
  const python3 = pythonWhere(`import coordination, errno
line_of = coordination.line_of
def unread(path):
    if path == "/aci/run/bridge" and os.path.exists("/aci/out/set"):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    return line_of(path)
coordination.line_of = unread`);
  const environment = { FAKE_DBT: "touch /aci/out/set; sleep 60 & wait $!" };
  const { dbt } = await groupOf().start({ environment, with: { python3 } });
  const reason = "cannot read /aci/run/bridge: Too many open files; check the volume at /aci/run";
  expect(await dbt.ended).toMatchObject({ code: 69, log: text(`run_dbt: ${reason}`) });
  expect(group.read("out/signals")).toBe("SIGINT\n"); // the tunnel may be there
});
