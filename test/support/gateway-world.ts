import type { TerraformStack } from "cdktf";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as https from "node:https";
import * as os from "node:os";
import * as path from "node:path";
import { Duration, type ExposedForward, type Forward, PortPlan, type RelayGatewayProps } from "../../lib";
import { listenerProfile } from "../../lib/tunnel/listener-profile";
import { until } from "./aci/processes";
import { AZBRIDGE } from "./azbridge/azbridge-process";
import {
  CLIENT_ID,
  type CloudConfiguration,
  certificateVaultIn,
  configurationIn,
  decodedCustomData,
  gatewayIn,
  gatewayProps,
  packageIn,
  scaleSetIn,
  PACKAGE_BLOB,
} from "./gateway";
import { Machine, type MachineProcess, refuseWithoutNginx, run } from "./gateway-machine";
import { principalOf } from "./relay/access-token";
import { AzureRelay } from "./relay/azure-relay";
import { type Certificates, makeCertificates } from "./relay/certificates";
import { ManagedIdentity, METADATA_ADDRESS } from "./relay/managed-identity";
import { type Template, stackUnderTest, template } from "./stack";

const WORKER = Number(process.env.JEST_WORKER_ID ?? 1);
const CLOUD = `10.79.0.${WORKER}`; // storage and vault
const RELAY_HOST = "contoso-retail-relay.servicebus.windows.net";
const CLOUD_HOSTS = ["contosoretail.blob.core.windows.net", "contoso-certs-kv.vault.azure.net"];
const ANSWERING = path.join(__dirname, "onprem/answering.py");

export const AZBRIDGE_UNIT = "gateway-azbridge.service";
export const FRONT_UNIT = "gateway-front.service";
export const HEALTH_UNIT = "gateway-health.service";
export const INSTALL_UNIT = "gateway-install.service";
export const PACKAGE = Buffer.from("azbridge as a Debian package");

/** How to make a {@link GatewayWorld}. */
export interface GatewayWorldProps {
  readonly exposed: readonly ExposedForward[];
  /** Forwards that ask for a certificate. */
  readonly certified: Forward[];
  /** What else the gateway is given. */
  readonly more?: Partial<RelayGatewayProps>;
}

/**
 * A gateway as synthesized, and all that is around it: two machines, a site with a listener's profile, the Relay,
 * identity, storage and vault. Each machine reaches this process at the other end of its cable.
 */
export class GatewayWorld {
  public static async open(props: GatewayWorldProps): Promise<GatewayWorld> {
    refuseWithoutNginx();
    const world = new GatewayWorld(props);
    await world.build();
    return world;
  }

  public readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "gateway-"));
  public readonly client = this.certificates("client", "pos-17");
  public readonly stranger = this.certificates("stranger", "pos-17");
  public readonly served = this.certificates("served", "shop01.example");
  /** What the vault gives as key and certificate; another one from the next question on. */
  public shown = `${this.served.key}${this.served.certificate}`;
  /** What Terraform would send to Azure. */
  public readonly template: Template;
  public readonly configuration: CloudConfiguration;
  public readonly environment = { SSL_CERT_FILE: path.join(this.directory, "trusted.pem") };
  public machines: Machine[] = [];
  public site!: Machine;
  public relay!: AzureRelay;
  private readonly ports: PortPlan;
  private readonly closing: (() => unknown)[] = [];

  private constructor(props: GatewayWorldProps) {
    const stack = this.synthesized(props);
    this.ports = PortPlan.gateway([...props.exposed]);
    this.template = template(stack);
    this.configuration = configurationIn(stack);
  }

  /** The script by which machines that run get such a gateway's configuration. */
  public changeTo(props: GatewayWorldProps): string {
    const [{ settings }] = scaleSetIn(this.synthesized(props)).extension as { settings: string }[];
    return decodedCustomData(/^\{"script":"(.*)"\}$/.exec(settings)![1]);
  }

  private synthesized({ exposed, certified, more }: GatewayWorldProps): TerraformStack {
    const stack = stackUnderTest();
    const mutualTls = {
      forwards: certified,
      clientCaCertificate: fs.readFileSync(this.client.caFile, "utf8"),
      vault: certificateVaultIn(stack),
      certificateSecretName: "gateway",
    };
    const given = {
      ports: PortPlan.gateway([...exposed]),
      azbridgePackage: packageIn(stack, createHash("sha256").update(PACKAGE).digest("hex")),
      proofInterval: Duration.seconds(2),
      ...(certified.length === 0 ? {} : { mutualTls }),
      ...more,
    };
    gatewayIn(stack, gatewayProps(stack, given));
    return stack;
  }

  /** Where a machine's or the site's cable ends in this network. */
  public near({ address }: Machine): string {
    return address.replace(/2$/, "1");
  }

  /** An authority and a certificate of its. */
  public certificates(name: string, ...names: string[]): Certificates {
    fs.mkdirSync(path.join(this.directory, name));
    return makeCertificates(path.join(this.directory, name), names);
  }

  /** A database on site that says its first word. */
  public startDatabase(protocol: "sql-server" | "mysql", address: string, port: number): MachineProcess {
    return this.site.start(["/usr/bin/python3", ANSWERING, protocol, address, `${port}`], {});
  }

  public startListener(): MachineProcess {
    return this.site.start([AZBRIDGE, "-f", path.join(this.directory, "listener.yml")], this.environment);
  }

  /** First boot: cloud-init's files, then its commands. */
  public async bootMachine(machine: Machine): Promise<void> {
    machine.write(this.configuration);
    const [command] = this.configuration.runcmd;
    const { code, output } = await machine.run(command);
    if (code !== 0) throw new Error(output);
    await until(
      () => machine.oneshot(INSTALL_UNIT) === 0,
      () => `the installation: ${machine.printed(INSTALL_UNIT)}`,
    );
  }

  public async close(): Promise<void> {
    await Promise.all([...this.machines, this.site].map((machine) => machine?.shutDown()));
    for (const close of this.closing) await close();
    fs.rmSync(this.directory, { recursive: true });
  }

  private async build(): Promise<void> {
    const network = (index: number) => `10.78.${WORKER * 4 + index}`;
    const hosts = [`${network(0)}.1 ${RELAY_HOST}`, `${CLOUD} ${CLOUD_HOSTS.join(" ")}`];
    const targets = this.ports.forwards.map(({ host }, index) => `127.0.20.${index + 1} ${host}`);
    this.machines = [
      await Machine.boot(`gwone${WORKER}`, network(0), hosts, this.environment),
      await Machine.boot(`gwtwo${WORKER}`, network(1), hosts, this.environment),
    ];
    this.site = await Machine.boot(`gwsite${WORKER}`, network(2), [...hosts, ...targets]);
    run("ip", "addr", "add", `${CLOUD}/32`, "dev", `gwone${WORKER}`);

    this.relay = await AzureRelay.start({ address: `${network(0)}.1`, port: 443, hostNames: [RELAY_HOST] });
    const identity = await ManagedIdentity.start({ [CLIENT_ID]: "the-gateway" });
    const cloud = await this.startCloud();
    this.closing.push(
      () => this.relay.close(),
      () => identity.close(),
      () => cloud.close(),
    );
    for (const machine of this.machines) {
      run(...machine.within("ip", "addr", "add", `${METADATA_ADDRESS}/32`, "dev", "lo"));
      await identity.serveMetadata(machine.within("env"));
    }
    const names = this.ports.forwards.map(({ name }) => name);
    const connectionStrings = Object.fromEntries(
      names.map((name) => [name, this.relay.addHybridConnection(name).listen]),
    );
    this.relay.access.addPrincipal("the-gateway", Object.fromEntries(names.map((name) => [name, ["send"]])));
    const authorities = [this.relay.caFile, path.join(this.directory, "cloud", "ca.pem")];
    const trusted = authorities.map((authority) => fs.readFileSync(authority, "utf8")).join("");
    fs.writeFileSync(this.environment.SSL_CERT_FILE, trusted);
    fs.chmodSync(this.directory, 0o755);
    const profile = listenerProfile(this.ports.forwards, { relayHostName: RELAY_HOST, connectionStrings });
    fs.writeFileSync(path.join(this.directory, "listener.yml"), JSON.stringify(profile));
  }

  /** Storage and vault, as far as a machine asks them: by the token of its identity. */
  private async startCloud(): Promise<https.Server> {
    const { key, certificate } = this.certificates("cloud", ...CLOUD_HOSTS);
    const server = https.createServer({ key, cert: certificate }, ({ headers, url = "" }, response) => {
      const token = headers.authorization?.replace(/^Bearer /, "") ?? "";
      const resource = url.startsWith("/secrets/") ? "https://vault.azure.net" : "https://storage.azure.com/";
      const allowed = principalOf(token, resource) === "the-gateway";
      const blob = url === `/packages/${PACKAGE_BLOB}` && headers["x-ms-version"] !== undefined;
      const [, secret] = /^\/secrets\/(\w+)\?api-version=/.exec(url) ?? [];
      const values: Readonly<Record<string, string>> = {
        gateway: this.shown,
        mixed: `${this.client.key}${this.served.certificate}`,
      };
      const value = values[secret] ?? "a PKCS#12 container";
      if (!allowed || (!blob && secret === undefined)) response.writeHead(allowed ? 404 : 401).end();
      else response.end(blob ? PACKAGE : JSON.stringify({ value }));
    });
    await new Promise<void>((resolve) => server.listen(443, CLOUD, resolve));
    return server;
  }
}
