import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Network, run } from "../aci/network";
import { makeCertificates } from "../relay/certificates";
import { postgresPrograms } from "./prerequisites";
import { Server } from "./server";

const NOBODY = 65534; // PostgreSQL refuses to run as root
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];

export interface PostgresProps {
  readonly network: Network;
  readonly address: string;
  /** What its certificate is made out to. */
  readonly hostName: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** PostgreSQL as a database on premises: TLS by a private authority, nothing without TLS, a password. */
export class Postgres {
  public static async start(props: PostgresProps): Promise<Postgres> {
    const postgres = new Postgres(props, fs.mkdtempSync(path.join(os.tmpdir(), "postgres-")));
    await postgres.open();
    return postgres;
  }

  /** Text of the authority's certificate. */
  public caCertificate = "";
  private server?: Server;

  private constructor(
    private readonly props: PostgresProps,
    private readonly directory: string,
  ) {}

  /** As the database's own administrator, beside TLS and tunnel: rows of the first column. */
  public query(sql: string, database = this.props.database): string[] {
    const socket = ["--host", this.directory, "--username", "postgres", "--dbname", database];
    const answer = run(path.join(postgresPrograms(), "psql"), ...socket, "--no-psqlrc", "-tA", "-c", sql);
    return answer === "" ? [] : answer.trimEnd().split("\n");
  }

  /** What it has logged so far. */
  public get log(): string {
    return this.server!.output;
  }

  public async close(): Promise<void> {
    await this.server?.close("SIGQUIT");
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private async open(): Promise<void> {
    const { address, hostName, network, user, password, database } = this.props;
    const data = path.join(this.directory, "data");
    const certificates = makeCertificates(this.directory, [hostName]);
    this.caCertificate = fs.readFileSync(certificates.caFile, "utf8");
    for (const name of ["", "server.key", "server.pem"]) {
      fs.chownSync(path.join(this.directory, name), NOBODY, NOBODY);
    }
    fs.chmodSync(path.join(this.directory, "server.key"), 0o600);
    const initdb = path.join(postgresPrograms(), "initdb");
    const options = [
      "--username=postgres",
      "--auth=trust",
      "--no-sync",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
    ];
    run(...(AS_NOBODY as [string, ...string[]]), initdb, `--pgdata=${data}`, ...options);
    const access = ["local all postgres trust", `hostssl ${database} ${user} all scram-sha-256`];
    fs.writeFileSync(path.join(data, "pg_hba.conf"), `${access.join("\n")}\n`);
    const settings = {
      listen_addresses: address,
      unix_socket_directories: this.directory,
      ssl: "on",
      ssl_cert_file: path.join(this.directory, "server.pem"),
      ssl_key_file: path.join(this.directory, "server.key"),
      password_encryption: "scram-sha-256",
      fsync: "off",
      log_min_messages: "log",
    };
    const given = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const command = network.within(...(AS_NOBODY as [string, ...string[]]), path.join(postgresPrograms(), "postgres"));
    this.server = await Server.start([...command, "-D", data, ...given], "ready to accept connections");
    this.query(`CREATE ROLE ${user} LOGIN PASSWORD '${password.replaceAll("'", "''")}'`, "postgres");
    this.query(`CREATE DATABASE ${database} OWNER ${user}`, "postgres");
  }
}
