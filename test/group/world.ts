import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import {
  ContainerImage,
  Coordination,
  CoordinationTiming,
  DatabaseTls,
  DbtCommand,
  DbtProfile,
  DomainDbtJobProps,
  DomainPlan,
  Duration,
  Forward,
  SourceDomain,
} from "../../lib";
import { type Container } from "../support/aci/container";
import { ContainerGroup, type GroupProps } from "../support/aci/container-group";
import { type Image } from "../support/aci/image";
import { Network, run } from "../support/aci/network";
import { until } from "../support/aci/processes";
import { type Share } from "../support/aci/share";
import { evaluatedGroup } from "../support/aci/terraform";
import { Azbridge } from "../support/azbridge/azbridge-process";
import { Postgres } from "../support/onprem/postgres";
import { dbtEnvironment } from "../support/onprem/prerequisites";
import { Server } from "../support/onprem/server";
import { AzureRelay } from "../support/relay/azure-relay";
import { ManagedIdentity } from "../support/relay/managed-identity";
import { stackUnderTest, template } from "../support/stack";
import { byIdentity, byKey, deaf, lake, warehouse } from "./plan";

const WORKER = Number(process.env.JEST_WORKER_ID ?? 1);
const RELAY = `${byKey.hub.relayNamespaceName}.servicebus.windows.net`;
const [RELAY_ADDRESS, IDENTITY_ADDRESS] = [4, 5].map((last) => `10.0.${WORKER}.${last}`) as [string, string];
const RELAY_PORT = 443;
const SILENCE = "10.99.0.1"; // no route leads there
const CLIENT_ID = "c11e0000-0000-4000-8000-000000000001";
const TOKEN = "token-of-the-job";

/** Addresses on premises, by forward. */
const TARGETS: Readonly<Record<string, string>> = {
  warehouse: "10.1.0.1",
  lake: "10.1.0.2",
  shop: "10.1.0.3",
  dead: "10.1.0.4", // nothing listens there
  silent: SILENCE,
};

const SUPPORT = path.resolve(__dirname, "../support");
const SCRIPTED_DBT = path.resolve(__dirname, "../dbt/scripts/fakes/dbt");
const MODULES = path.resolve(__dirname, "../../node_modules");
const PROJECT = path.join(SUPPORT, "onprem/project");

/** A part of the password that no escaping changes. */
export const PASSWORD_MARK = "horse7battery";

/** Every quote, blank and expansion that a shell knows. The vault strips newlines; the environment keeps them. */
export const PASSWORD = "horse7battery p w'\"`id`$(touch /tmp/owned)$HOME${x}\\;&|<>*?~#% ü雪";

/** The job's own figures, short where the suite would wait for them. The probe's are those of the library. */
export const TIMING = new CoordinationTiming({
  startupTimeout: Duration.seconds(4),
  partnerTimeout: Duration.seconds(6),
  heartbeat: Duration.milliseconds(250),
  heartbeatTimeout: Duration.seconds(2),
});

export interface JobGiven extends Partial<Omit<DomainDbtJobProps, "dbtImage" | "azbridgeImage" | "coordination">> {
  /** Whether the domain sends by its identity; else by keys. */
  readonly byIdentity?: boolean;
  /** A real dbt with a real project, in place of a scripted one. */
  readonly real?: boolean;
  /** What the scripted dbt does, as a shell script. */
  readonly script?: string;
  readonly share?: Share;
  readonly platform?: Partial<Omit<GroupProps, "shares">>;
  readonly dbtImage?: Partial<Image>;
  readonly azbridgeImage?: Partial<Image>;
  /** Values of references that differ from those that are right. */
  readonly references?: Readonly<Record<string, string>>;
}

/** What of {@link JobGiven} is no property of the job. */
const HARNESS: ReadonlySet<string> = new Set<keyof JobGiven>([
  "byIdentity",
  "real",
  "script",
  "share",
  "platform",
  "dbtImage",
  "azbridgeImage",
  "references",
]);

/** A job as synthesized by SourceDomain, its group, and what its dbt left for the test. */
export class Job {
  public constructor(
    public readonly group: ContainerGroup,
    private readonly out: string,
  ) {}

  public get dbt(): Container {
    return this.group.container("dbt");
  }

  public get bridge(): Container {
    return this.group.container("azbridge");
  }

  /** A file that the scripted dbt wrote. */
  public read(file: string): string {
    const name = path.join(this.out, file);
    return fs.existsSync(name) ? fs.readFileSync(name, "utf8") : "";
  }

  /** Whether the scripted dbt made that file. */
  public has(file: string): boolean {
    return fs.existsSync(path.join(this.out, file));
  }

  /** How often the scripted dbt was started. */
  public get runs(): number {
    return this.read("dbt").split("started").length - 1;
  }

  public async dbtStarted(): Promise<void> {
    await until(
      () => this.runs > 0,
      () => `dbt:\n${this.group.log}`,
      20,
    );
  }

  /** The names in the semaphore's folder. */
  public get semaphores(): string[] {
    return fs.readdirSync(this.group.emptyDir("aci-groups")).sort();
  }

  public async destroy(): Promise<void> {
    await this.group.destroy();
    fs.rmSync(this.out, { recursive: true, force: true });
  }
}

/** All that surrounds container groups: the Relay, the identity endpoint, a site with a listener and databases. */
export class World {
  public static async open(props: { readonly postgres?: boolean } = {}): Promise<World> {
    for (const address of [RELAY_ADDRESS, IDENTITY_ADDRESS])
      run("ip", "address", "replace", `${address}/32`, "dev", "lo");
    const relay = await AzureRelay.start({ address: RELAY_ADDRESS, port: RELAY_PORT, hostNames: [RELAY] });
    const identity = await ManagedIdentity.start({ [CLIENT_ID]: TOKEN }, IDENTITY_ADDRESS, 80);
    const site = await Network.open(...Object.values(TARGETS).filter((address) => address !== SILENCE));
    const world = new World(relay, identity, site);
    await world.openSite(props.postgres ?? false);
    return world;
  }

  public postgres?: Postgres;
  public readonly sendKeys: Record<string, string> = {};
  private readonly listenKeys: Record<string, string> = {};
  private readonly jobs: Job[] = [];
  private readonly servers: { close(): Promise<void> }[] = [];
  /** For files of a test. */
  public readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "world-"));
  private listener?: Azbridge;

  private constructor(
    public readonly relay: AzureRelay,
    public readonly identity: ManagedIdentity,
    private readonly site: Network,
  ) {
    for (const { hybridConnectionName } of byKey.forwards) {
      const { listen, send } = relay.addHybridConnection(hybridConnectionName);
      this.listenKeys[hybridConnectionName] = listen;
      this.sendKeys[hybridConnectionName] = send;
    }
    relay.access.addToken(TOKEN, { warehouse: ["send"], lake: ["send"] });
  }

  /** What the job's group is, when Terraform has evaluated it. */
  public job(given: JobGiven = {}): Job {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), "out-"));
    fs.chmodSync(out, 0o777);
    const stack = stackUnderTest();
    const plan = given.byIdentity ? byIdentity : byKey;
    const domain = new SourceDomain(stack, "Domain", { plan });
    domain.addDbtJob("Transform", this.jobProps(domain, given));
    const block = evaluatedGroup(template(stack), { ...this.references(plan), ...given.references });
    const [dbt, azbridge] = block.container.map(({ image }) => image) as [string, string];
    const images = {
      [dbt]: { ...this.dbtImage(given.real ?? false, out), ...given.dbtImage },
      [azbridge]: { ...this.azbridgeImage(), ...given.azbridgeImage },
      "docker.io/library/busybox:1.36": { programs: ["sh", "sleep", "cat"] },
    };
    const group = new ContainerGroup(block, {
      names: { [RELAY]: RELAY_ADDRESS },
      ...given.platform,
      images,
      shares: given.share === undefined ? {} : { runs: given.share },
    });
    const job = new Job(group, out);
    this.jobs.push(job);
    return job;
  }

  /** The listener on site, for good. */
  public async loseListener(): Promise<void> {
    await this.listener!.stop();
  }

  public async restoreListener(): Promise<void> {
    const profile = {
      RemoteForward: byKey.forwards
        .filter(({ name }) => name !== deaf.name)
        .map(({ name, hybridConnectionName, port }) => ({
          RelayName: hybridConnectionName,
          ConnectionString: this.listenKeys[hybridConnectionName],
          Host: TARGETS[name],
          HostPort: port,
          PortName: name,
        })),
    };
    const hosts = path.join(this.directory, "hosts");
    fs.writeFileSync(hosts, `127.0.0.1 localhost ${os.hostname()}\n${RELAY_ADDRESS} ${RELAY}\n`);
    const within = this.site.within("unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts; exec "$@"', hosts);
    this.listener = await Azbridge.start(profile, { within, environment: { SSL_CERT_FILE: this.relay.caFile } }).up();
  }

  /** Ends the groups of one test. */
  public async tidy(): Promise<void> {
    await Promise.all(this.jobs.splice(0).map((job) => job.destroy()));
  }

  public async close(): Promise<void> {
    await this.tidy();
    if (this.listener?.isRunning) await this.listener.stop();
    await Promise.all(this.servers.map((server) => server.close()));
    await this.relay.close();
    await this.identity.close();
    this.site.close();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private async openSite(postgres: boolean): Promise<void> {
    const answering = path.join(SUPPORT, "onprem/answering.py");
    const serve = (protocol: string, address: string, port: string) =>
      Server.start(this.site.within("/usr/bin/python3", "-I", answering, protocol, address, port), "up");
    if (postgres) {
      this.postgres = await Postgres.start({
        network: this.site,
        address: TARGETS.lake,
        hostName: lake.host,
        database: "lake",
        user: "dbt",
        password: PASSWORD,
      });
      this.servers.push(this.postgres);
    }
    this.servers.push(await serve("sql-server", TARGETS.warehouse, "1433"), await serve("mysql", TARGETS.shop, "3306"));
    await this.restoreListener();
  }

  private references(plan: DomainPlan): Record<string, string> {
    const keys = plan.forwards.map((forward) => [
      `azurerm_key_vault_secret(${plan.hub.sendRuleSecretName(forward)}).value`,
      this.sendKeys[forward.hybridConnectionName],
    ]);
    return {
      ...(Object.fromEntries(keys) as Record<string, string>),
      "azurerm_key_vault_secret(warehouse-password).value": PASSWORD,
      "azurerm_user_assigned_identity.client_id": CLIENT_ID,
      "azurerm_storage_account.primary_access_key": "key-of-the-account",
    };
  }

  private jobProps(domain: SourceDomain, given: JobGiven): DomainDbtJobProps {
    const { real, script, share } = given;
    const own = Object.entries(given).filter(([name]) => !HARNESS.has(name));
    const options = Object.fromEntries(own) as Partial<DomainDbtJobProps>;
    return {
      command: DbtCommand.run({ select: "salesforce" }),
      forwards: [real ? lake : warehouse],
      profile: real ? this.realProfile(domain) : scriptedProfile(domain, options.forwards?.[0] ?? warehouse),
      timing: TIMING,
      ...options,
      environment: { ...(script === undefined ? {} : { FAKE_DBT: script }), ...options.environment },
      dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt-salesforce", "1.4.2"),
      azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", "0.16.1"),
      coordination:
        share === undefined ? Coordination.emptyDir() : Coordination.azureFileShare(domain.addFileShare("runs")),
    };
  }

  private realProfile(domain: SourceDomain): DbtProfile {
    return DbtProfile.postgres({
      forward: lake,
      database: "lake",
      schema: "salesforce",
      user: "dbt",
      password: domain.vault.secret("warehouse-password"),
      tls: DatabaseTls.verifiedBy(this.postgres!.caCertificate),
    });
  }

  private dbtImage(real: boolean, out: string): Image {
    const programs = ["sh", "python3", "bash", "sleep", "cat", "touch", "env"];
    if (!real) {
      fs.mkdirSync(path.join(out, "project"));
      const files = { "/usr/bin/dbt": SCRIPTED_DBT, "/usr/app": path.join(out, "project") };
      return { programs, files, windows: { "/aci/out": out } };
    }
    const project = path.join(out, "project");
    fs.cpSync(PROJECT, project, { recursive: true });
    const environment = { PATH: `${dbtEnvironment()}/bin:/usr/bin:/bin`, HOME: "/root" };
    return { programs, environment, files: { [dbtEnvironment()]: dbtEnvironment() }, windows: { "/usr/app": project } };
  }

  private azbridgeImage(): Image {
    return {
      programs: ["sh", "bash", "env", "sleep", "cat", "mv", "rm", "getent", "timeout"],
      files: {
        "/usr/bin/node": process.execPath,
        "/app": path.join(SUPPORT, "azbridge"),
        "/relay": path.join(SUPPORT, "relay"),
        "/node_modules/ws": path.join(MODULES, "ws"),
        "/node_modules/yaml": path.join(MODULES, "yaml"),
        "/ca.pem": this.relay.caFile,
      },
      environment: { SSL_CERT_FILE: "/ca.pem", ...this.identity.environment },
    };
  }
}

function scriptedProfile(domain: SourceDomain, forward: Forward): DbtProfile {
  return DbtProfile.sqlServer({
    forward,
    database: "dwh",
    schema: "salesforce",
    user: "dbt",
    password: domain.vault.secret("warehouse-password"),
  });
}
