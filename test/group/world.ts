import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { TerraformStack } from "cdktf";
import {
  Azbridge as Release,
  ContainerAppEnvironment,
  ContainerImage,
  Coordination,
  CoordinationTiming,
  DatabaseTls,
  DbtCommand,
  DbtContainerAppJob,
  DbtContainerAppJobProps,
  DbtJob,
  DbtProfile,
  DomainDbtJobProps,
  DomainPlan,
  Duration,
  FileShare,
  Forward,
  ISecret,
  JobRelay,
  SourceDomain,
} from "../../lib";
import { type Container } from "../support/aci/container";
import { ContainerGroup, type GroupProps } from "../support/aci/container-group";
import { type Image, programPath } from "../support/aci/image";
import { Network, run } from "../support/aci/network";
import { until } from "../support/aci/processes";
import { type Share } from "../support/aci/share";
import { type GroupBlock, evaluatedGroup } from "../support/aci/terraform";
import { AppJob, type Vaults } from "../support/container-apps/app-job";
import { evaluatedAppJob } from "../support/container-apps/terraform";
import { Azbridge } from "../support/azbridge/azbridge-process";
import { Postgres } from "../support/onprem/postgres";
import { dbtEnvironment } from "../support/onprem/prerequisites";
import { Server } from "../support/onprem/server";
import { AzureRelay } from "../support/relay/azure-relay";
import { ManagedIdentity } from "../support/relay/managed-identity";
import { type Template, stackUnderTest, template } from "../support/stack";
import { strayedInto } from "./canaries";
import { byIdentity, byKey, deaf, lake, warehouse } from "./plan";

const WORKER = Number(process.env.JEST_WORKER_ID ?? 1);
const RELAY = `${byKey.hub.relayNamespaceName}.servicebus.windows.net`;
const [RELAY_ADDRESS, IDENTITY_ADDRESS] = [4, 5].map((last) => `10.0.${WORKER}.${last}`) as [string, string];
const RELAY_PORT = 443;
const SILENCE = "10.99.0.1"; // no route leads there
const CLIENT_ID = "c11e0000-0000-4000-8000-000000000001";
const PRINCIPAL = "the-job";
/** Reference to the resource ID of the job's identity. */
const IDENTITY = "azurerm_user_assigned_identity.id";

/** Addresses on premises, by forward. */
const TARGETS: Readonly<Record<string, string>> = {
  warehouse: "10.1.0.1",
  lake: "10.1.0.2",
  shop: "10.1.0.3",
  dead: "10.1.0.4", // nothing listens there
  silent: SILENCE,
};

const SUPPORT = path.resolve(__dirname, "../support");
const SCRIPTED_DBT = path.resolve(__dirname, "../dbt/job/scripts/fakes/dbt");
const MODULES = path.resolve(__dirname, "../../node_modules");
const PROJECT = path.join(SUPPORT, "onprem/project");

/** A part of the password that no escaping changes. */
export const PASSWORD_MARK = "horse7battery";

/** Every quote, blank and expansion that a shell knows. The vault strips newlines; the environment keeps them. */
export const PASSWORD = "horse7battery p w'\"`id`$(touch /tmp/owned)$HOME${x}\\;&|<>*?~#% ü雪";

/** Of the storage account that has the share. */
const ACCOUNT_KEY = "key-of-the-account";

/** What the scripted dbt does until {@link Job.tell}. */
export const UNTIL_TOLD = "until [ -e /aci/out/told ]; do sleep 0.05; done";

/** A job's own figures, where nothing is waited for: so patient that a busy machine is no fault. */
const PATIENT = { startupTimeout: 40, partnerTimeout: 60, heartbeatTimeout: 15, pathTimeout: 40, terminationGrace: 6 };

/** The same, but for seconds that the test waits for. The probe's figures are those of the library. */
export function timing(seconds: Partial<typeof PATIENT> = {}): CoordinationTiming {
  const { startupTimeout, partnerTimeout, heartbeatTimeout, pathTimeout, terminationGrace } = {
    ...PATIENT,
    ...seconds,
  };
  return new CoordinationTiming({
    startupTimeout: Duration.seconds(startupTimeout),
    partnerTimeout: Duration.seconds(partnerTimeout),
    heartbeat: Duration.milliseconds(250),
    heartbeatTimeout: Duration.seconds(heartbeatTimeout),
    pathTimeout: Duration.seconds(pathTimeout),
    terminationGrace: Duration.seconds(terminationGrace),
  });
}

/** What runs the containers of a job. */
export enum Platform {
  CONTAINER_GROUP,
  CONTAINER_APPS,
}

/** For what follows from the scripts alone, and takes its time: seen in container groups, it need not be seen again. */
export function testInGroups(platform: Platform): (name: string, run: () => Promise<void>) => void {
  return platform === Platform.CONTAINER_GROUP ? test : () => undefined;
}

/** Figures of a Container Apps job, and of nothing else. */
export interface AppJobGiven extends Pick<DbtContainerAppJobProps, "replicaTimeout" | "retryLimit"> {
  /** Between SIGTERM and SIGKILL. @default 30 */
  readonly graceSeconds?: number;
  /** Makes further constructs in the job's stack. */
  readonly besideAppJob?: (domain: SourceDomain, job: DbtContainerAppJob) => void;
}

export interface JobGiven extends Partial<Omit<DomainDbtJobProps, "dbtImage" | "azbridgeImage" | "coordination">> {
  /** Whether the domain sends by its identity; else by keys. */
  readonly byIdentity?: boolean;
  /** A real dbt with a real project, in place of a scripted one. */
  readonly real?: boolean;
  /** Folder of the authorities that the image of a real dbt trusts, in place of the database's own in its profile. */
  readonly authorities?: string;
  /** Of a real dbt's profile. */
  readonly statementTimeout?: Duration;
  /** Whether somebody may set the wall clock of the scripted dbt's container: {@link Job.setClock}. */
  readonly clock?: boolean;
  /** What the scripted dbt does, as a shell script. */
  readonly script?: string;
  readonly share?: Share;
  readonly platform?: Partial<Omit<GroupProps, "shares">>;
  readonly dbtImage?: Partial<Image>;
  readonly azbridgeImage?: Partial<Image>;
  /** Makes further constructs in the job's stack. */
  readonly beside?: (domain: SourceDomain, job: DbtJob) => void;
  /** Values of references that differ from those that are right. */
  readonly references?: Readonly<Record<string, string>>;
  /** Another group in place of the one that Terraform has evaluated. */
  readonly rewrite?: (block: GroupBlock) => GroupBlock;
}

/** What of {@link JobGiven} is no property of the job. */
const HARNESS: ReadonlySet<string> = new Set<keyof JobGiven | keyof AppJobGiven>([
  "byIdentity",
  "real",
  "authorities",
  "statementTimeout",
  "clock",
  "script",
  "share",
  "platform",
  "dbtImage",
  "azbridgeImage",
  "beside",
  "references",
  "rewrite",
  "graceSeconds",
  "besideAppJob",
]);

/** What the scripted dbt left for the test, and what it waits for. */
export class Left {
  /** @param out folder that its container sees as /aci/out. */
  public constructor(public readonly out: string) {}

  /** A file that it wrote. */
  public read(file: string): string {
    const name = path.join(this.out, file);
    return fs.existsSync(name) ? fs.readFileSync(name, "utf8") : "";
  }

  /** Whether it made that file. */
  public has(file: string): boolean {
    return fs.existsSync(path.join(this.out, file));
  }

  /** Makes a file that it waits for: see {@link UNTIL_TOLD}. */
  public tell(file = "told"): void {
    fs.writeFileSync(path.join(this.out, file), "");
  }

  /** How often it was started. */
  public get runs(): number {
    return this.read("dbt").split("started").length - 1;
  }

  public destroy(): void {
    fs.rmSync(this.out, { recursive: true, force: true });
  }
}

/** A job as synthesized, its group or replica, and what its dbt left for the test. */
export class Job extends Left {
  public constructor(
    public readonly group: ContainerGroup,
    out: string,
    /** The stack of the job. */
    public readonly template: Template,
    private readonly share?: Share,
  ) {
    super(out);
  }

  /** Each of these secrets that is in a log, in a folder that containers share or on the share, or in dbt's project. */
  public strayed(secrets: readonly string[]): string[] {
    const folders = [this.group.volumes, this.share?.real(""), path.join(this.out, "project")];
    const files = folders.flatMap((folder) => (folder === undefined ? [] : textsBelow(folder)));
    return strayedInto([["a log", this.group.log], ...files], secrets);
  }

  public get dbt(): Container {
    return this.group.container("dbt");
  }

  public get bridge(): Container {
    return this.group.container("azbridge");
  }

  /** Sets the wall clock of its dbt container by so many seconds ahead, and its pace, where the job may have that. */
  public setClock(seconds: number, pace = 1): void {
    fs.writeFileSync(path.join(this.out, "clock"), `${seconds} ${pace}`);
  }

  public async dbtStarted(): Promise<void> {
    await until(
      () => this.runs > 0,
      () => `dbt:\n${this.group.log}`,
    );
  }

  /** The names in the semaphore's folder. */
  public get semaphores(): string[] {
    return fs.readdirSync(this.group.emptyDir("aci-groups")).sort();
  }
}

/** All that surrounds container groups: the Relay, the identity endpoint, a site with a listener and databases. */
export class World {
  public static async open(props: { readonly postgres?: boolean; readonly platform?: Platform } = {}): Promise<World> {
    for (const address of [RELAY_ADDRESS, IDENTITY_ADDRESS])
      run("ip", "address", "replace", `${address}/32`, "dev", "lo");
    const relay = await AzureRelay.start({ address: RELAY_ADDRESS, port: RELAY_PORT, hostNames: [RELAY] });
    const identity = await ManagedIdentity.start({ [CLIENT_ID]: PRINCIPAL }, IDENTITY_ADDRESS, 80);
    const site = await Network.open(...Object.values(TARGETS).filter((address) => address !== SILENCE));
    const world = new World(relay, identity, site, props.platform ?? Platform.CONTAINER_GROUP);
    await world.openSite(props.postgres ?? false);
    return world;
  }

  public postgres?: Postgres;
  public readonly sendKeys: Record<string, string> = {};
  private readonly listenKeys: Record<string, string> = {};
  private readonly jobs: Job[] = [];
  private readonly appJobs: AppJob[] = [];
  private readonly lefts: Left[] = [];
  private readonly servers: { close(): Promise<void> }[] = [];
  /** For files of a test. */
  public readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "world-"));
  private listener?: Azbridge;

  private constructor(
    public readonly relay: AzureRelay,
    public readonly identity: ManagedIdentity,
    private readonly site: Network,
    private readonly platform: Platform,
  ) {
    for (const { hybridConnectionName } of byKey.forwards) {
      const { listen, send } = relay.addHybridConnection(hybridConnectionName);
      this.listenKeys[hybridConnectionName] = listen;
      this.sendKeys[hybridConnectionName] = send;
    }
    relay.access.addPrincipal(PRINCIPAL, { warehouse: ["send"], lake: ["send"] });
  }

  /** What the job's group, or a replica of its Container Apps job, is when Terraform has evaluated it. */
  public job(given: JobGiven = {}): Job {
    if (this.platform === Platform.CONTAINER_APPS) {
      const { appJob, left, synthesized } = this.appJob(given);
      return this.kept(new Job(appJob.replica(), left.out, synthesized, given.share));
    }
    const { domain, plan, out } = this.stackFor(given);
    const made = domain.addDbtJob("Transform", this.jobProps(domain, given));
    given.beside?.(domain, made);
    const synthesized = template(TerraformStack.of(domain));
    const evaluated = evaluatedGroup(synthesized, { ...this.references(plan), ...given.references });
    const block = given.rewrite?.(evaluated) ?? evaluated;
    const [dbt, azbridge] = block.container.map(({ image }) => image) as [string, string];
    const group = new ContainerGroup(block, this.surroundings(given, out, dbt, azbridge));
    return this.kept(new Job(group, out, synthesized, given.share));
  }

  /** The Container Apps job, when Terraform has evaluated it, and where its dbt leaves things for the test. */
  public appJob(given: JobGiven & AppJobGiven = {}): { appJob: AppJob; left: Left; synthesized: Template } {
    const { domain, plan, out } = this.stackFor(given);
    const made = new DbtContainerAppJob(domain, "Transform", this.appJobProps(domain, plan, given));
    given.besideAppJob?.(domain, made);
    const synthesized = template(TerraformStack.of(domain));
    const references = { ...this.references(plan), ...given.references };
    const blocks = evaluatedAppJob(synthesized, references);
    const [dbt, azbridge] = blocks.job.template.container.map(({ image }) => image) as [string, string];
    const appJob = new AppJob(blocks, {
      ...this.surroundings(given, out, dbt, azbridge),
      vaults: vaultsOf(synthesized, references, plan),
      graceSeconds: given.graceSeconds,
    });
    this.appJobs.push(appJob);
    const left = new Left(out);
    this.lefts.push(left);
    return { appJob, left, synthesized };
  }

  private kept(job: Job): Job {
    this.jobs.push(job);
    return job;
  }

  private stackFor(given: JobGiven): { domain: SourceDomain; plan: DomainPlan; out: string } {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), "out-"));
    fs.chmodSync(out, 0o777);
    const plan = given.byIdentity ? byIdentity : byKey;
    return { domain: new SourceDomain(stackUnderTest(), "Domain", { plan }), plan, out };
  }

  private surroundings(given: JobGiven, out: string, dbt: string, azbridge: string): GroupProps {
    return {
      names: { [RELAY]: RELAY_ADDRESS },
      ...given.platform,
      images: {
        [dbt]: { ...this.dbtImage(given, out), ...given.dbtImage },
        [azbridge]: { ...this.azbridgeImage(), ...given.azbridgeImage },
        "docker.io/library/busybox:1.36": { programs: ["sh", "sleep", "cat"] },
      },
      shares: given.share === undefined ? {} : { runs: given.share },
    };
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

  /** Ends the groups of one test, and fails where a secret has left its place. */
  public async tidy(): Promise<void> {
    await Promise.all(this.jobs.map(({ group }) => group.stop(0)));
    const strayed = this.jobs.flatMap((job) => job.strayed(this.canaries));
    await this.discard();
    if (strayed.length > 0) throw new Error(`canaries left their places: ${strayed.join(", ")}`);
  }

  /** Ends the groups of one test, whatever they have left. */
  public async discard(): Promise<void> {
    await Promise.all(this.jobs.map(({ group }) => group.destroy()));
    await Promise.all(this.appJobs.splice(0).map((job) => job.destroy()));
    for (const left of [...this.jobs.splice(0), ...this.lefts.splice(0)]) left.destroy();
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

  /** What nobody is to find outside of what a container is given. */
  private get canaries(): string[] {
    const keys = [...Object.values(this.sendKeys), ...Object.values(this.listenKeys)];
    return [PASSWORD_MARK, ACCOUNT_KEY, ...keys.map((key) => key.split("SharedAccessKey=")[1])];
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
      "azapi_resource.output.clientId": CLIENT_ID,
      [IDENTITY]: "/subscriptions/…/userAssignedIdentities/the-job",
      "azurerm_storage_account.primary_access_key": ACCOUNT_KEY,
    };
  }

  private jobProps(domain: SourceDomain, given: JobGiven): DomainDbtJobProps {
    const { real, script, share } = given;
    const own = Object.entries(given).filter(([name]) => !HARNESS.has(name));
    const options = Object.fromEntries(own) as Partial<DomainDbtJobProps>;
    return {
      command: DbtCommand.run({ select: "salesforce" }),
      forwards: [real ? lake : warehouse],
      profile: real ? this.realProfile(domain, given) : scriptedProfile(domain, options.forwards?.[0] ?? warehouse),
      timing: timing(),
      keptRuns: 0, // what is on the share is the protocol's alone
      ...options,
      environment: { ...(script === undefined ? {} : { FAKE_DBT: script }), ...options.environment },
      dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt-salesforce", "1.4.2"),
      azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Release.VERSION),
      coordination: share === undefined ? Coordination.emptyDir() : Coordination.azureFileShare(runsOf(domain)),
    };
  }

  private appJobProps(domain: SourceDomain, plan: DomainPlan, given: JobGiven & AppJobGiven): DbtContainerAppJobProps {
    const { jobName = "transform", ...options } = this.jobProps(domain, given);
    const environment = `/subscriptions/${plan.subscriptionId}/resourceGroups/apps-rg/providers/Microsoft.App/managedEnvironments/apps`;
    const keys = () =>
      options.forwards.map((forward) => [forward.name, domain.vault.secret(plan.hub.sendRuleSecretName(forward))]);
    return {
      ...options,
      jobName: plan.containerGroupName(jobName),
      identityName: `${plan.containerGroupName(jobName)}-id`,
      resourceGroupName: plan.resourceGroupName,
      location: plan.location,
      containerAppEnvironment: ContainerAppEnvironment.fromResourceId(domain, "Apps", environment),
      relay: given.byIdentity
        ? JobRelay.byIdentity(domain.relayNamespace)
        : JobRelay.bySecrets(domain.relayNamespace, Object.fromEntries(keys()) as Record<string, ISecret>),
    };
  }

  private realProfile(domain: SourceDomain, { authorities, statementTimeout }: JobGiven): DbtProfile {
    return DbtProfile.postgres({
      forward: lake,
      database: "lake",
      schema: "salesforce",
      user: "dbt",
      password: domain.vault.secret("warehouse-password"),
      statementTimeout,
      tls: authorities !== undefined ? undefined : DatabaseTls.verifiedBy(this.postgres!.caCertificate),
    });
  }

  private dbtImage({ real, authorities, clock }: JobGiven, out: string): Image {
    const programs = ["sh", "python3", "bash", "sleep", "cat", "touch", "env"];
    if (!real) {
      fs.mkdirSync(path.join(out, "project"));
      const settable = {
        "/usr/bin/python3": path.join(SUPPORT, "aci/python-with-set-clock"),
        "/usr/bin/python3-itself": programPath("python3"),
        "/set_clock.py": path.join(SUPPORT, "aci/set_clock.py"),
      };
      const project = path.join(out, "project");
      const files = { "/usr/bin/dbt": SCRIPTED_DBT, "/usr/app": project, ...(clock ? settable : {}) };
      return { programs, files, windows: { "/aci/out": out } };
    }
    const project = path.join(out, "project");
    fs.cpSync(PROJECT, project, { recursive: true });
    const environment = { PATH: `${dbtEnvironment()}/bin:/usr/bin:/bin`, HOME: "/root" };
    const files = {
      [dbtEnvironment()]: dbtEnvironment(),
      ...(authorities === undefined ? {} : { "/etc/ssl/certs": authorities }),
    };
    return { programs, environment, files, windows: { "/usr/app": project } };
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

/** Every file below a folder that is there, with its text. */
function textsBelow(folder: string): (readonly [file: string, text: string])[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .map((file) => [file, fs.readFileSync(file, "latin1")] as const);
}

/** Secrets of the hub's vault, and the only identity of a job for those that its stack lets it read. */
function vaultsOf(synthesized: Template, references: Readonly<Record<string, string>>, plan: DomainPlan): Vaults {
  const scopes = Object.values(synthesized.resource?.azurerm_role_assignment ?? {})
    .filter((one) => one.role_definition_name === "Key Vault Secrets User")
    .map((one) => one.scope);
  const secrets = Object.entries(references).flatMap(([reference, value]) => {
    const [, name] = /^azurerm_key_vault_secret\((.+)\)\.value$/.exec(reference) ?? [];
    const readers = scopes.includes(`${plan.hub.keyVaultId}/secrets/${name}`) ? [references[IDENTITY]] : [];
    const url = `https://${plan.hub.keyVaultName}.vault.azure.net/secrets/${name}`;
    return name === undefined ? [] : [[url, { value, readers }] as const];
  });
  return Object.fromEntries(secrets);
}

function runsOf(domain: SourceDomain): FileShare {
  return new FileShare(domain, "Runs", { storageAccount: domain.storageAccount, shareName: "runs" });
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
