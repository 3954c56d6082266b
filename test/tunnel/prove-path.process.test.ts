import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { closing, Ends, stopAll } from "../doubles/azbridge-under-test";
import { connectionsTo, eventually } from "../doubles/tcp";
import { endlessly, type Play, prove, python, WatchingEnd } from "./proving";

const ANOTHER = "an answer of another protocol";
const SILENCE = "no answer";
const CLOSED = "connection closed without an answer";

const salt = "s".repeat(12);
const GREETING = Buffer.from(
  `\x0a8.0.36\0${"\0".repeat(13)}\0\x82\x21\x02\0\x08\0\x15${"\0".repeat(10)}${salt}\0mysql_native_password\0`,
  "latin1",
);
const packet = (number: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([payload.length, 0, 0, number]), payload]);
const DENIED = packet(2, Buffer.from("\xff\x15\x04#28000Access denied", "latin1"));

/** The first word of each protocol, to a question that it understands. */
const ANSWERS: Readonly<Record<string, { question: RegExp; answer: Buffer }>> = {
  "sql-server": { question: /^\x12\x01\0\x1a/, answer: Buffer.from(`\x04\x01\0\x1a\0\0\x01\0${"\0".repeat(18)}`) },
  postgresql: { question: /^\0\0\0\x08\x04\xd2\x16\x30$/, answer: Buffer.from("N") },
  mysql: { question: /^$/, answer: packet(0, GREETING) },
  tls: { question: /^\x16\x03/, answer: Buffer.from("\x16\x03\x03\0\x7a", "latin1") },
  http: {
    question: /^HEAD \/ HTTP\/1\.1\r\nHost: 127\.0\.0\.1\r\n/,
    answer: Buffer.from("HTTP/1.1 404 Not Found\r\n\r\n"),
  },
};
const PROTOCOLS = Object.keys(ANSWERS);
/** More than any proof reads. */
const REST = Buffer.alloc(100_000, "r");

afterEach(stopAll);

async function far(protocol: string, play: Play): Promise<WatchingEnd> {
  return closing(await WatchingEnd.start(play, protocol === "mysql"));
}

/** Answers as it should, and says more after that. */
const answering =
  (protocol: string, more = REST): Play =>
  (socket, question) => {
    const { question: wanted, answer } = ANSWERS[protocol];
    if (!wanted.test(question.toString("latin1"))) throw new Error(`asked: ${question.toString("hex")}`);
    socket.write(answer);
    if (protocol !== "mysql") socket.write(more);
    else socket.once("data", () => socket.write(Buffer.concat([DENIED, more])));
  };

describe.each(PROTOCOLS)("the proof of %s", (protocol) => {
  const manners: [what: string, play: Play, verdict: string | null, patience: number][] = [
    ["is right", answering(protocol, Buffer.alloc(0)), null, 5],
    ["is right, and longer than what is read", answering(protocol), null, 5],
    ["is another protocol's", (socket) => void socket.write("SSH-2.0-OpenSSH_9.2\r\n".repeat(50)), ANOTHER, 5],
    ["comes late", (socket, question) => sleep(1500).then(() => answering(protocol)(socket, question)), SILENCE, 1],
    ["never comes", () => undefined, SILENCE, 1],
    ["is an end", (socket) => void socket.end(), CLOSED, 5],
  ];
  test.each(manners)(
    "says its own end and hears the other one's when the answer %s",
    async (_, play, verdict, patience) => {
      const end = await far(protocol, play);
      expect(await prove({ protocol, port: end.port }, { patience })).toEqual([verdict]);
      await eventually(() => end.endings.length === 1, "the connection's end");
      expect(end.endings[0].how).toBe("end");
    },
  );

  test("says its own end also to an answer without one", async () => {
    const end = await far(protocol, async (socket, question) => {
      await answering(protocol)(socket, question);
      if (protocol === "mysql") await once(socket, "data");
      await endlessly(socket, REST);
    });
    const began = performance.now();
    expect(await prove({ protocol, port: end.port })).toEqual([null]);
    expect(performance.now() - began).toBeLessThan(15_000);
    await eventually(() => end.endings.length === 1, "the connection's end");
    expect(end.endings[0].how).toBe("end"); // before anything else
  });

  test("leaves nothing behind in azbridge, nor at the database", async () => {
    const ends = await Ends.open();
    for (const play of [answering(protocol), manners[2][1]]) {
      const end = await far(protocol, play);
      const listening = await ends.listener(end.port).up();
      const { azbridge, port } = await ends.sender();
      const before = connectionsTo(ends.relay.port);
      const host = `127.0.77.${process.env.JEST_WORKER_ID ?? 1}`;
      await prove({ protocol, port, host }, { times: 20 });
      await eventually(() => end.endings.length === 20, "the ends at the database");
      await eventually(() => connectionsTo(ends.relay.port) === before, "the ends at the relay");
      await Promise.all([listening.stop(), azbridge.stop()]);
    }
  });
});

describe("what a server says of itself is said as its word", () => {
  const said = (text: string) => `the server itself says: ${text}`;
  const error = (code: number, text: string) =>
    packet(0, Buffer.concat([Buffer.from([0xff, code % 256, code >> 8]), Buffer.from(text)]));
  const fields = (code: string, text: string) => {
    const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
    return Buffer.concat([Buffer.from("E"), Buffer.from([0, 0, 0, body.length + 4]), body]);
  };
  const words: [what: string, protocol: string, answer: Buffer, verdict: string | null][] = [
    ["full", "mysql", error(1040, "Too many connections"), said("Too many connections")],
    ["blocked", "mysql", error(1129, "Host 'a' is blocked"), said("Host 'a' is blocked")],
    ["not allowed", "mysql", error(1130, "#HY000Host 'a' is not allowed"), said("Host 'a' is not allowed")],
    ["full", "postgresql", fields("53300", "sorry, too many clients already"), said("sorry, too many clients already")],
    [
      "starting",
      "postgresql",
      fields("57P03", "the database system is starting up"),
      said("the database system is starting up"),
    ],
    ["overloaded", "postgresql", Buffer.from("Ecould not fork new process\n\0"), said("could not fork new process")],
    [
      "before version 12, in German",
      "postgresql",
      fields("0A000", "nicht unterstütztes Frontend-Protokoll 1234.5680"),
      null,
    ],
    ["long before version 12", "postgresql", Buffer.from("Eunsupported frontend protocol 1234.5680\0"), null],
    ["what no log should hold", "mysql", error(1129, `a\n${"x".repeat(100)}\x1b[0m`), said(`a ${"x".repeat(100)} [0m`)],
  ];
  test.each(words)("%s, %s", async (_, protocol, answer, verdict) => {
    const end = await far(protocol, (socket) => void socket.write(answer));
    expect(await prove({ protocol, port: end.port })).toEqual([verdict]);
    await eventually(() => end.endings.length === 1, "the connection's end");
    expect(end.endings[0].how).toBe("end");
  });
});

describe("the login that MySQL is asked for", () => {
  test("has the user of the forward", async () => {
    const end = await far("mysql", answering("mysql"));
    await prove({ protocol: "mysql", port: end.port, proofUser: "monitoring" });
    await prove({ protocol: "mysql", port: end.port });
    await eventually(() => end.endings.length === 2, "the connections' ends");
    expect(end.endings.map(({ asked }) => /monitoring|path-proof/.exec(asked)?.[0])).toEqual([
      "monitoring",
      "path-proof",
    ]);
  });

  test("goes through another way to log in, without a password, and quits where that is enough", async () => {
    const end = await far("mysql", (socket) => {
      socket.write(ANSWERS.mysql.answer);
      socket.once("data", () => {
        socket.write(packet(2, Buffer.from("\xfecaching_sha2_password\0" + salt, "latin1")));
        socket.once("data", (empty: Buffer) => {
          socket.write(packet(4, Buffer.from(empty.toString("hex") === "00000003" ? "\0\0\0\x02\0\0\0" : "?")));
        });
      });
    });
    expect(await prove({ protocol: "mysql", port: end.port })).toEqual([null]);
    await eventually(() => end.endings.length === 1, "the connection's end");
    expect(end.endings[0].asked.endsWith("\x01\0\0\0\x01")).toBe(true); // COM_QUIT
  });
});

describe("the proofs of a job", () => {
  const forward = `forward = {"name": "f", "host": "127.0.0.1", "port": 1, "protocol": "sql-server"}`;
  /** A clock that runs when somebody waits, and a path that answers late. */
  const played = (answersAfter: number) => `
${forward}
clock, asked, paused = [0.0], [], []
job_paths.time = type("Played", (), {"monotonic": lambda: clock[0], "sleep": lambda s: (paused.append(s), clock.__setitem__(0, clock[0] + s))})
def played(_, patience):
    if clock[0] > 130: raise SystemExit
    asked.append(clock[0])
    took = min(patience, ${answersAfter}) if ${answersAfter} else 0.07
    clock[0] += took
    return (None if took == ${answersAfter} else SILENCE) if ${answersAfter} else CLOSED
job_paths.ask = played
class Over(Exception): pass
def wait(_):
    if clock[0] > 120: raise Over
try: prove_all([forward], 0.1, wait)
except Over: pass
`;

  test("are asked ever more seldom: some 100 connections in two minutes, not 700, and yet soon", async () => {
    const program = `${played(0)}tell([len([at for at in asked if at < 120]), paused[:5], max(p for p, at in zip(paused, asked) if at < 120), len([at for at in asked if at < 2])])`;
    const [[count, first, longest, soon]] = (await python(program)) as [[number, number[], number, number]];
    expect(count).toBeLessThan(110);
    expect(count).toBeGreaterThan(50);
    expect(first).toEqual(Array(5).fill(0.1));
    expect(soon).toBeGreaterThan(10);
    expect(longest).toBeLessThanOrEqual(6);
  });

  test("reach a path that answers after 10.5 s, well within a startup timeout of 40 s", async () => {
    const [[proven, times]] = (await python(`${played(10.5)}tell([clock[0], len(asked)])`)) as [[number, number]];
    expect(times).toBe(4);
    expect(proven).toBeLessThan(30);
  });

  test("reach it for real", async () => {
    const end = await far("sql-server", (socket, question) =>
      sleep(10_500).then(() => answering("sql-server")(socket, question)),
    );
    const program = `
forward = {"name": "f", "host": "127.0.0.1", "port": ${end.port}, "protocol": "sql-server"}
began = time.monotonic()
prove_all([forward], 0.1, lambda _: time.sleep(0.1))
tell(time.monotonic() - began)`;
    const [seconds] = (await python(program)) as [number];
    expect(seconds).toBeGreaterThan(10.5);
    expect(seconds).toBeLessThan(38);
    await eventually(() => end.endings.length === 4, "the connections' ends");
    expect(new Set(end.endings.map(({ how }) => how))).toEqual(new Set(["end"]));
  }, 60_000);

  test("take no word of a server itself for a proof before dbt runs, and none for a loss while it does", async () => {
    const program = `
forward = {"name": "f", "host": "127.0.0.1", "port": 1, "address": "127.0.0.1", "protocol": "mysql"}
answers = [Said("busy"), Said("busy"), None]
job_paths.ask = lambda *_: answers.pop(0) if len(answers) > 1 else answers[0]
heard = []
prove_all([forward], 0.01, lambda faults: (heard.append(faults.get("f")), time.sleep(0.005)))
tell(["busy" in heard, len(answers)])
job_paths.ask = lambda *_: Said("busy")
watch = PathWatch([forward], 0.01, 0.1)
time.sleep(0.5)
tell(watch.lost)
job_paths.ask = lambda *_: CLOSED
time.sleep(4)
tell(watch.lost)`;
    expect(await python(program)).toEqual([[true, 1], {}, { f: CLOSED }]);
  });

  test("take an answer of any kind for one where somebody is connected, and a refusal of this machine's own for none", async () => {
    const program = `
forward = {"name": "f", "host": "127.0.0.1", "port": 1, "address": "127.0.0.1", "protocol": "mysql"}
job_paths.connected = lambda _: True
job_paths.ask = lambda *_: ANOTHER
watch = PathWatch([forward], 0.01, 0.1)
time.sleep(4)
tell(watch.lost)
job_paths.ask = ask
time.sleep(4)
tell(watch.lost)`;
    expect(await python(program)).toEqual([{}, { f: "Connection refused" }]);
  });
});
