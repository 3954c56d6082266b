import { Network, run } from "../support/aci/network";
import { MariaDb } from "../support/onprem/mariadb";
import { Postgres } from "../support/onprem/postgres";
import { eventually } from "../doubles/tcp";
import { prove, python } from "./proving";

/** One that errors are counted of: those of 127.0.0.1 never are. */
const ADDRESS = "10.1.0.9";
const MAX_CONNECT_ERRORS = 5;

let network: Network;
beforeAll(async () => void (network = await Network.open(ADDRESS)));
afterAll(() => network.close());
const within = () => network.within("env");

describe("the proof of a real MariaDB", () => {
  let mariadb: MariaDb;
  beforeAll(async () => {
    mariadb = await MariaDb.start({ network, address: ADDRESS, maxConnectErrors: MAX_CONNECT_ERRORS });
  }, 60_000);
  afterAll(() => mariadb.close());
  afterEach(() => mariadb.query("FLUSH HOSTS"));

  const proofs = (times: number, proofUser?: string) =>
    prove({ protocol: "mysql", host: ADDRESS, port: 3306, proofUser }, { times, within: within() });
  /** A connection that ends where an older proof ended: after the greeting. */
  const greeted = (times: number) =>
    python(
      `for _ in range(${times}):\n    s = socket.create_connection(("${ADDRESS}", 3306))\n    s.recv(5)\n    s.close()\ntell(0)`,
      within(),
    );

  test("counts as no error: nobody is locked out, and the log names who asked", async () => {
    const before = mariadb.log.length;
    expect(await proofs(4 * MAX_CONNECT_ERRORS)).toEqual(Array(4 * MAX_CONNECT_ERRORS).fill(null));
    const login = ["mariadb", "--no-defaults", "-h", ADDRESS, "-udbt", "-psecret", "-Ne", "SELECT 1"] as const;
    expect(run(...network.within(...login))).toBe("1\n");
    const lines = mariadb.log.slice(before).trim().split("\n");
    expect(lines).toHaveLength(4 * MAX_CONNECT_ERRORS);
    for (const line of lines) expect(line).toContain("Access denied for user 'path-proof'@'listener.example'");
  });

  test("leaves no line in the log with a user that is there, without a password", async () => {
    mariadb.query("CREATE USER monitoring@'%'");
    const before = mariadb.log.length;
    expect(await proofs(4 * MAX_CONNECT_ERRORS, "monitoring")).toEqual(Array(4 * MAX_CONNECT_ERRORS).fill(null));
    expect(mariadb.log.slice(before)).toBe("");
  });

  test("hears that the host is blocked, as it is after proofs that end at the greeting", async () => {
    await greeted(MAX_CONNECT_ERRORS);
    const [verdict] = await proofs(1);
    expect(verdict).toMatch(/^the server itself says: Host '.*' is blocked because of many connection errors/);
  });

  test("hears that it is full", async () => {
    mariadb.query("SET GLOBAL max_connections = 10");
    const held = `held = [socket.create_connection(("${ADDRESS}", 3306)) for _ in range(12)]\ntime.sleep(0.5)\n`;
    const forward = `{"name": "f", "host": "${ADDRESS}", "port": 3306, "protocol": "mysql"}`;
    const verdict = await python(`${held}tell(ask(${forward}, 5))`, within());
    expect(verdict).toEqual(["the server itself says: Too many connections"]);
    mariadb.query("SET GLOBAL max_connections = 100");
  });

  test("hears that the host is not allowed", async () => {
    mariadb.query("RENAME USER dbt@'%' TO dbt@'192.0.2.1', monitoring@'%' TO monitoring@'192.0.2.1'");
    mariadb.query("FLUSH PRIVILEGES");
    const [verdict] = await proofs(1);
    expect(verdict).toMatch(/^the server itself says: Host '.*' is not allowed to connect to this MariaDB server$/);
  });
});

describe("the proof of a real PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    const access = { hostName: "pg01.example", database: "dwh", user: "dbt", password: "secret" };
    postgres = await Postgres.start({ network, address: ADDRESS, ...access });
  }, 60_000);
  afterAll(() => postgres.close());

  test("leaves no line in the log of a server with TLS", async () => {
    const before = postgres.log.length;
    const proofs = prove({ protocol: "postgresql", host: ADDRESS, port: 5432 }, { times: 20, within: within() });
    expect(await proofs).toEqual(Array(20).fill(null));
    // The log is read: a question that it does not like stands there.
    const question = 'struct.pack(">II", 8, 80877103)';
    await python(
      `import struct; s = socket.create_connection(("${ADDRESS}", 5432)); s.sendall(${question}); s.recv(1); s.close(); tell(0)`,
      within(),
    );
    await eventually(() => postgres.log.length > before, "a line in the log");
    expect(postgres.log.slice(before).trim().split("\n")).toEqual([
      expect.stringContaining("could not accept SSL connection"),
    ]);
  });
});
