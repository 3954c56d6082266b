import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Network, run } from "../aci/network";
import { Server } from "./server";

const PROGRAM = "/usr/sbin/mariadbd";

export interface MariaDbProps {
  readonly network: Network;
  readonly address: string;
  /** Errors after which it blocks a host. */
  readonly maxConnectErrors: number;
}

/** MariaDB as Debian has it, with a user `dbt` from everywhere; its own administrator comes by its socket. */
export class MariaDb {
  public static async start(props: MariaDbProps): Promise<MariaDb> {
    if (!fs.existsSync(PROGRAM)) throw new Error(`missing: ${PROGRAM}, Debian's mariadb-server`);
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "mariadb-"));
    fs.chmodSync(directory, 0o755);
    const [data, scratch] = ["data", "scratch"].map((name) => path.join(directory, name)) as [string, string];
    run("install", "--directory", "--owner=mysql", scratch);
    const options = ["--no-defaults", "--user=mysql", `--datadir=${data}`, `--tmpdir=${scratch}`];
    run("mariadb-install-db", ...options, "--auth-root-authentication-method=normal", "--skip-test-db");
    // It asks for the name of whoever comes, and there is nobody to ask.
    const hosts = path.join(directory, "hosts");
    fs.writeFileSync(hosts, `127.0.0.1 localhost\n${props.address} listener.example\n`);
    const within = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts; exec "$@"', hosts] as const;
    const given = [
      `--socket=${data}/socket`,
      `--bind-address=${props.address}`,
      `--max-connect-errors=${props.maxConnectErrors}`,
      "--innodb-flush-log-at-trx-commit=0",
    ];
    const command = props.network.within(
      ...(within as unknown as [string, ...string[]]),
      PROGRAM,
      ...options,
      ...given,
    );
    const server = await Server.start(command, "ready for connections");
    const mariadb = new MariaDb(server, directory);
    mariadb.query("CREATE USER dbt@'%' IDENTIFIED BY 'secret'");
    return mariadb;
  }

  private constructor(
    private readonly server: Server,
    private readonly directory: string,
  ) {}

  /** As its administrator: rows of the first column. */
  public query(sql: string): string[] {
    const answer = run("mariadb", "--no-defaults", `--socket=${this.directory}/data/socket`, "-uroot", "-Ne", sql);
    return answer === "" ? [] : answer.trimEnd().split("\n");
  }

  /** What it has logged so far. */
  public get log(): string {
    return this.server.output;
  }

  public async close(): Promise<void> {
    await this.server.close();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
