import * as fs from "node:fs";
import { type ProbeFaults } from "../support/aci/container";
import { ContainerGroup, type GroupProps } from "../support/aci/container-group";
import { type Image } from "../support/aci/image";
import { FaultyShare } from "../support/aci/faulty-share";
import { until } from "../support/aci/processes";
import { Share } from "../support/aci/share";
import { type ContainerBlock, type GroupBlock, type Probe, type Volume } from "../support/aci/terraform";

const base: Image = { programs: ["sh", "bash", "sleep", "cat", "touch", "mkdir", "ls", "python3", "mount"] };
const run: Volume = { name: "aci-run", mount_path: "/aci/run", empty_dir: true };
const trap = "trap 'echo TERM; exit 3' TERM; while :; do sleep 0.05; done";

let group: ContainerGroup | undefined;
let share: Share | undefined;
const groups: ContainerGroup[] = [];
afterEach(async () => {
  await Promise.all(groups.splice(0).map((one) => one.destroy()));
  share?.destroy();
  group = share = undefined;
});

const sh = (name: string, script: string, given: Partial<ContainerBlock> = {}): ContainerBlock => ({
  name,
  image: "base",
  commands: ["/bin/sh", "-c", script],
  ...given,
});

function groupOf(container: ContainerBlock[], props: Partial<GroupProps> = {}, block: Partial<GroupBlock> = {}) {
  const images = { base, ...props.images };
  group = new ContainerGroup(
    { name: "retail", restart_policy: "Never", os_type: "Linux", container, ...block },
    { ...props, images },
  );
  groups.push(group);
  return group;
}

async function ran(container: ContainerBlock[], props: Partial<GroupProps> = {}) {
  const started = groupOf(container, props);
  await started.start();
  await started.ended();
  return started;
}

describe("containers of a group", () => {
  test("share localhost and mounted volumes, and neither processes nor files nor /etc/hosts", async () => {
    const server = "import socket; s=socket.create_server(('127.0.0.1', 80)); open('/aci/run/up','w'); s.accept()";
    const look = [
      "until [ -e /aci/run/up ]; do sleep 0.02; done; : </dev/tcp/127.0.0.1/80 && echo connected",
      "ls /tmp; cat /proc/[0-9]*/comm; cat /etc/hosts",
    ];
    await ran([
      sh("server", `touch /tmp/mine; echo '9.9.9.9 other' >>/etc/hosts; exec python3 -c "${server}"`, {
        volume: [run],
      }),
      sh("client", "", { commands: ["/bin/bash", "-c", look.join("; ")], volume: [run] }),
    ]);
    const { log } = group!.container("client");
    expect(log).toMatch(/^connected\nbash\n(cat|ls)?\n?127\.0\.0\.1 localhost\n127\.0\.0\.1 SandboxHost-\w+\n$/);
  });

  test("share /etc/hosts when the platform does it that way", async () => {
    groupOf([sh("one", "echo '9.9.9.9 other' >>/etc/hosts"), sh("two", "cat /etc/hosts")], { sharedHosts: true });
    await group!.prepare();
    await (
      await group!.startContainer("one")
    ).ended;
    await (
      await group!.startContainer("two")
    ).ended;
    expect(group!.container("two").log).toContain("9.9.9.9 other\n");
  });

  test("have the image's programs and no others, as the image's user", async () => {
    const image: Image = { programs: ["sh", "python3"], user: 1000, environment: { HOME: "/home" } };
    const script =
      'cat /etc/hosts; echo $HOME; python3 -c \'import os; print(os.getuid(), flush=True); open("/etc/hosts", "a")\'';
    await ran([sh("one", script, { image: "slim" })], { images: { slim: image } });
    const { log } = group!.container("one");
    expect(log).toContain("cat: not found\n");
    expect(log).toContain("/home\n1000\n");
    expect(log).toContain("PermissionError");
    expect(group!.state).toBe("Failed");
  });

  test("do not start without their command, and say so", async () => {
    await ran([sh("one", "", { image: "slim", commands: ["/bin/bash", "x"] })], {
      images: { slim: { programs: ["sh"] } },
    });
    expect(group!.container("one").state).toEqual({ state: "Terminated", exitCode: 128 });
    expect(group!.container("one").log).toBe(
      'cannot start the container: exec: "/bin/bash": no such file or directory\n',
    );
  });

  test("get environment and arguments to the byte", async () => {
    const value = "$(touch /x) `id` \"quoted\" 'single'\n\tü 雪 \\";
    const container = sh("one", "", {
      commands: [
        "/usr/bin/python3",
        "-c",
        "import os, sys; print(ascii([os.environ['A'], os.environ['B'], sys.argv[1]]))",
        value,
      ],
      environment_variables: { A: value },
      secure_environment_variables: { B: value },
    });
    await ran([container]);
    const ascii = group!.container("one").log.trim();
    await ran([
      sh("two", "", {
        commands: [
          "/usr/bin/python3",
          "-c",
          `print(eval(r'''${ascii}''') == [bytes.fromhex("${Buffer.from(value).toString("hex")}").decode()] * 3)`,
        ],
      }),
    ]);
    expect(group!.container("two").log).toBe("True\n");
  });
});

describe("volumes", () => {
  test("secrets can be read, not written nor executed", async () => {
    const secret = { "run.sh": Buffer.from("echo hello").toString("base64") };
    const script =
      "sh /aci/x/run.sh; cat /aci/x/run.sh >/aci/x/other; mount -o remount,exec /aci/x 2>&1 | cat >/dev/null; /aci/x/run.sh";
    await ran([sh("one", script, { volume: [{ name: "files", mount_path: "/aci/x", read_only: true, secret }] })]);
    const { log } = group!.container("one");
    expect(log).toMatch(/^hello\n.*Read-only file system\n.*Permission denied\n$/s);
  });

  test("an emptyDir outlives a restart of a container, not a stop and start of the group; a share outlives both", async () => {
    share = new Share();
    const shared: Volume = { name: "groups", mount_path: "/share", share_name: "runs" };
    const script = "echo x >>/aci/run/x; echo x >>/share/x; cat /aci/run/x; echo; cat /share/x";
    groupOf([sh("one", script, { volume: [run, shared] })], { shares: { runs: share } });
    const says: string[] = [];
    await group!.start();
    says.push((await group!.container("one").ended).log);
    says.push((await (await group!.startContainer("one")).ended).log);
    await group!.stop();
    await group!.start();
    says.push((await group!.container("one").ended).log);
    expect(says).toEqual(["x\n\nx\n", "x\nx\n\nx\nx\n", "x\n\nx\nx\nx\n"]);
  });

  test("a share may be full, read-only or gone", async () => {
    share = new Share();
    const shared: Volume = { name: "groups", mount_path: "/share", share_name: "runs" };
    const write = sh("one", 'python3 -c \'print("x", file=open("/share/x", "w"), flush=True)\'', { volume: [shared] });
    groupOf([write], { shares: { runs: share } });
    const says = async () => {
      await group!.start();
      return (await group!.container("one").ended).log;
    };
    share.fill();
    expect(await says()).toContain("No space left on device");
    share.makeReadOnly();
    expect(await says()).toContain("Read-only file system");
    share.destroy();
    share = new Share();
    groupOf(
      [
        sh("one", "touch /share/here; until ! [ -e /share/here ]; do sleep 0.02; done; echo x >/share/x", {
          volume: [shared],
        }),
      ],
      { shares: { runs: share } },
    );
    await group!.start();
    await until(() => share!.files.includes("here"), "the container");
    share.vanish();
    expect((await group!.container("one").ended).log).toContain("/share/x");
  });

  test("a share that hangs keeps nobody who is killed, whatever he has open on it", async () => {
    const faulty = await FaultyShare.open();
    try {
      faulty.write("file", "text");
      const volume: Volume = { name: "runs", mount_path: "/aci/groups", share_name: "runs" };
      const open = "import time; file = open('/aci/groups/file'); print('open', flush=True); time.sleep(60)";
      groupOf([sh("one", `exec python3 -c "${open}"`, { volume: [volume] })], { shares: { runs: faulty } });
      await group!.start();
      const one = group!.container("one");
      await until(() => one.log === "open\n", "the file to be open");
      await faulty.misbehave("hang");
      one.signal("SIGKILL");
      await until(() => one.state.state === "Terminated", "the end of who was killed");
    } finally {
      await faulty.misbehave("none"); // who hangs all the same goes now
      await group!.destroy();
      faulty.destroy();
    }
  });

  test("are refused when one name stands for two, or for two kinds", () => {
    const secret: Volume = { name: "files", mount_path: "/a", secret: {} };
    expect(() => groupOf([sh("one", "", { volume: [secret] }), sh("two", "", { volume: [secret] })])).toThrow(
      "volume files is declared twice",
    );
    expect(() => groupOf([sh("one", "", { volume: [{ ...secret, empty_dir: true }] })])).toThrow("exactly one of");
  });
});

describe("states", () => {
  test("Succeeded when every container ends with 0, Failed otherwise", async () => {
    await ran([sh("one", "exit 0"), sh("two", "exit 0")]);
    expect(group!.state).toBe("Succeeded");
    await ran([sh("one", "exit 0"), sh("two", "kill -KILL $$; exit 4")]);
    expect(group!.container("two").state).toEqual({ state: "Terminated", exitCode: 4 }); // process 1 kills itself in vain
    expect(group!.state).toBe("Failed");
  });

  test("Pending, Running, Stopped, and Running again", async () => {
    groupOf([sh("one", trap), sh("two", "sleep 60")]);
    expect(group!.state).toBe("Pending");
    await group!.start();
    expect(group!.state).toBe("Running");
    await until(() => group!.container("one").processes.length > 1, "the trap");
    await group!.stop(3);
    expect(group!.state).toBe("Stopped");
    expect(group!.containers.map(({ state }) => state.exitCode)).toEqual([3, 137]);
    expect(group!.container("one").log).toBe("TERM\n");
    await group!.start();
    expect(group!.state).toBe("Running");
  });

  test("a process can be killed from outside, and with process 1 all others go", async () => {
    groupOf([sh("one", "sleep 60 & sleep 61; echo $?; sleep 62")]);
    await group!.start();
    const { container } = { container: group!.container("one") };
    const begun = (seconds: number) => container.processes.some(({ command }) => command === `sleep ${seconds} `);
    await until(() => begun(60) && begun(61), "two processes");
    container.signal("SIGKILL", /^sleep 61/);
    await until(() => container.log.includes("137\n"), "the log");
    container.signal("SIGKILL");
    expect(await container.ended).toMatchObject({ code: 137 });
    expect(container.processes).toEqual([]);
  });
});

test("a stop that meets a container which has just ended is no failure", async () => {
  groupOf([sh("one", "sleep 60")]);
  await group!.start();
  const { pid } = group!.container("one").processes[0];
  process.kill(pid, "SIGKILL");
  // Its runtime reaps it, while this process does not look: to it, the container still runs.
  while (fs.existsSync(`/proc/${pid}`)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  expect(group!.state).toBe("Running");
  await group!.stop(0);
  expect(group!.container("one").state).toEqual({ state: "Terminated", exitCode: 137 });
  expect(group!.container("one").events).toEqual([]);
});

describe("the liveness probe", () => {
  const probe = {
    exec: ["cat", "/aci/run/x"],
    initial_delay_seconds: 10,
    period_seconds: 5,
    failure_threshold: 3,
    success_threshold: 1,
    timeout_seconds: 20,
  };
  const pace = 0.02; // 0.2 s, then every 0.1 s

  /** A container with that probe, which passes from the start. */
  async function probed(script: string, faults: ProbeFaults, given: Partial<Probe> = {}) {
    const container = sh("one", script, { volume: [run], liveness_probe: { ...probe, ...given } });
    groupOf([container], { probe: { pace, graceSeconds: 0.5, ...faults } });
    await group!.prepare();
    fs.mkdirSync(group!.emptyDir("aci-run"), { recursive: true });
    fs.writeFileSync(group!.emptyDir("aci-run", "x"), "");
    return group!.startContainer("one");
  }

  test("kills after so many failures in a row, and no earlier", async () => {
    const one = await probed("sleep 60", {});
    await until(() => one.probes.length > 0, "the first probe");
    fs.rmSync(group!.emptyDir("aci-run", "x"));
    const { code, seconds } = await one.ended;
    expect(code).toBe(137); // sh as process 1 does not heed SIGTERM
    expect(one.probes[0]).toBe(true);
    expect(one.probes.slice(-4)).toEqual([true, false, false, false]);
    expect(one.events[0]).toBe("killed: the liveness probe failed 3 times in a row");
    expect(seconds).toBeGreaterThan(0.2 + 3 * 0.1);
  });

  test("counts as failed when it takes too long", async () => {
    const slow = ["sh", "-c", "[ ! -e /aci/run/trapped ] || sleep 5"];
    const script = trap.replace("while", "touch /aci/run/trapped; while");
    const one = await probed(script, { graceSeconds: 30 }, { exec: slow, timeout_seconds: 1, failure_threshold: 1 });
    expect(await one.ended).toMatchObject({ code: 3 });
    expect(one.probes.at(-1)).toBe(false);
  });

  test("may be dropped, or fail once", async () => {
    const script = "until [ -e /aci/run/enough ]; do sleep 0.05; done";
    const enough = () => fs.writeFileSync(group!.emptyDir("aci-run", "enough"), "");
    const failing = await probed(script, { failing: [2] });
    await until(() => failing.probes.length >= 4, "four probes");
    enough();
    expect(await group!.ended()).toBe("Succeeded");
    expect(failing.probes.slice(0, 4)).toEqual([true, false, true, true]);
    const dropped = await probed(script, { dropped: true });
    await new Promise((resolve) => setTimeout(resolve, 500));
    enough();
    expect(await group!.ended()).toBe("Succeeded");
    expect(dropped.probes).toEqual([]);
  });
});
