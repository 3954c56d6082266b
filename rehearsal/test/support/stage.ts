import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Azbridge,
  ContainerAppEnvironment,
  ContainerImage,
  Coordination,
  DbtCommand,
  DbtProfile,
  Environment,
  FileShare,
  Holding,
  OperatorKind,
  PlannedRoles,
  Protocol,
  RelayAccess,
  SourceDomain,
} from "../../../lib";
import { HoldingApp, HoldingContents } from "../../../stacks/app";
import { DomainContent } from "../../../stacks/domain-stack";
import { Values } from "../../src/provider/value";
import { Rehearsal } from "../../src/rehearsal";
import { Configuration, TerraformStackRun } from "../../src/terraform";

/** Subscriptions of the hub and of its domains. */
export const HUB_SUBSCRIPTION = "1a2b3c4d-0000-4000-8000-000000000002";
export const DOMAIN_SUBSCRIPTION = "1a2b3c4d-0000-4000-8000-000000000003";

/** Deployers. */
export const HUB_DEPLOYER = "d0d0d0d0-0000-4000-8000-000000000002";
export const SALES_DEPLOYER = "d0d0d0d0-0000-4000-8000-000000000004";

/** Who installs what the sites run, and machines that listen, the second by its identity. */
export const OPERATORS = "0e0e0e0e-0000-4000-8000-000000000001";
export const LISTENER_BY_KEY = "0e0e0e0e-0000-4000-8000-000000000002";
export const LISTENER = "0e0e0e0e-0000-4000-8000-000000000003";

/** The stacks of the holding under test. */
export const HUB = "hub-retail-production";
/** Sends by identity. */
export const SALES = "retail-prod-sales";
/** Sends by key, has a file share, reads a secret that people put into the vault. */
export const BOOKS = "retail-prod-books";
/** What these may. */
export const SALES_ACCESS = `access-${SALES}`;
export const BOOKS_ACCESS = `access-${BOOKS}`;

/** Somebody's subnet for Container Apps. */
export const APPS_SUBNET = `/subscriptions/${DOMAIN_SUBSCRIPTION}/resourceGroups/network-rg/providers/Microsoft.Network/virtualNetworks/apps/subnets/apps`;

/** Logical IDs begin so. */
export type Blocks = Record<string, Record<string, unknown>>;

/** What differs from the holding under test. */
interface Variant {
  /** Names of further domains, like sales. */
  readonly domains?: readonly string[];
  /** Port of the warehouse. */
  readonly port?: number;
  /** Tag of the dbt image. */
  readonly tag?: string;
  /** Whether sales runs its dbt in Container Apps as well, and the hub's vault admits that. */
  readonly inContainerApps?: "admitted" | "not admitted";
  /** Roles of the tenant's own. */
  readonly roles?: PlannedRoles;
  /** All that sales does, instead of its dbt. */
  readonly sales?: DomainContent;
}

function holdingUnderTest({ domains = [], port = 1433, inContainerApps, roles }: Variant): Holding {
  const holding = new Holding({
    name: "contoso",
    location: "westeurope",
    tenantId: "7e0a5c1e-0000-4000-8000-000000000001",
    environments: [Environment.PROD],
    roles,
  });
  const retail = holding.addSubsidiary("retail", {
    developmentSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000001",
    productionSubscriptionId: HUB_SUBSCRIPTION,
    environmentSubscriptionIds: { prod: DOMAIN_SUBSCRIPTION },
    developmentDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000001", addresses: ["203.0.113.10"] },
    productionDeployer: { principalId: HUB_DEPLOYER, addresses: ["203.0.113.11"] },
  });
  const munich = retail.addSite("munich", {
    egressAddresses: ["198.51.100.0/28"],
    operators: [{ principalId: OPERATORS }, { principalId: LISTENER_BY_KEY, kind: OperatorKind.MACHINE }],
    listensInContainers: true,
  });
  const warehouse = munich.addForward("warehouse", {
    protocol: Protocol.SQL_SERVER,
    production: { host: "sql01.retail.contoso.example", port },
  });
  const augsburg = retail.addSite("augsburg", {
    egressAddresses: ["198.51.100.16/28"],
    listenerAccess: RelayAccess.IDENTITY,
    operators: [{ principalId: OPERATORS }, { principalId: LISTENER, kind: OperatorKind.MACHINE }],
  });
  augsburg.addForward("archive", {
    protocol: Protocol.SQL_SERVER,
    production: { host: "sql01.archive.contoso.example", port: 1433 },
    bindAddress: "127.0.10.2",
  });
  const sales = retail.addDomain("sales", {
    forwards: [warehouse],
    jobsReadSecrets: inContainerApps !== undefined,
    productionDeployer: { principalId: SALES_DEPLOYER, addresses: ["203.0.113.13"] },
  });
  const books = retail.addDomain("books", {
    forwards: [warehouse],
    relayAccess: RelayAccess.SHARED_ACCESS_KEY,
    productionDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000006", addresses: ["203.0.113.13"] },
  });
  const others = domains.map((name, index) =>
    retail.addDomain(name, {
      forwards: [warehouse],
      productionDeployer: {
        principalId: `d0d0d0d0-0000-4000-8000-${String(100 + index).padStart(12, "0")}`,
        addresses: ["203.0.113.13"],
      },
    }),
  );
  retail.addSecret("sales-password", { readers: [sales, ...others] });
  retail.addSecret("books-password", { readers: [books], external: true });
  if (inContainerApps === "admitted") {
    retail.admitSubnet(Environment.PROD.tier, APPS_SUBNET);
  }
  munich.addRuntimeNode("MUC-IR-1", { tier: Environment.PROD.tier });
  return holding;
}

function contents(holding: Holding, { tag = "1.0.0", inContainerApps, ...variant }: Variant): HoldingContents {
  const warehouse = holding.subsidiaries[0].forwards[0].end(Environment.PROD.tier);
  const job = (domain: SourceDomain, secretName = "sales-password") => ({
    dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt", tag),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
    command: DbtCommand.run(),
    forwards: [warehouse],
    profile: DbtProfile.sqlServer({
      forward: warehouse,
      database: "dwh",
      schema: "dwh",
      user: "dbt",
      password: domain.vault.secret(secretName),
    }),
  });
  const domains = holding.domainPlans.map(({ domainName }): [string, DomainContent] => [
    domainName,
    (domain) => void domain.addDbtJob("Transform", job(domain)),
  ]);
  const books: DomainContent = (domain) =>
    void domain.addDbtJob("Transform", {
      ...job(domain, "books-password"),
      coordination: Coordination.azureFileShare(
        new FileShare(domain, "Runs", { storageAccount: domain.storageAccount, shareName: "dbt-runs" }),
      ),
    });
  const sales: DomainContent = (domain) => {
    domain.addDbtJob("Transform", job(domain));
    if (inContainerApps !== undefined) {
      const { resourceGroupName, plan } = domain;
      const place = { resourceGroupName, location: plan.location };
      const apps = new ContainerAppEnvironment(domain, "Apps", {
        ...place,
        environmentName: "sales-apps",
        subnetId: APPS_SUBNET,
      });
      domain.addDbtContainerAppJob("Nightly", { ...job(domain), containerAppEnvironment: apps });
    }
  };
  return { domains: { ...Object.fromEntries(domains), books, sales: variant.sales ?? sales }, gateways: {}, edges: {} };
}

/** The holding under test, synthesized once, to rehearse in any number of Azures. */
export class Stage {
  private readonly workspace = mkdtempSync(join(tmpdir(), "rehearsal-test-"));
  private readonly outdir = join(this.workspace, "cdktf.out");
  private readonly holding: Holding;
  private count = 0;

  constructor(variant: Variant = {}) {
    this.holding = holdingUnderTest(variant);
    // Its site is called like one of the example's, whose edge stack is none of its own.
    new HoldingApp(this.holding, contents(this.holding, variant), undefined, { outdir: this.outdir }).synth();
  }

  /** What Terraform reads of a stack. */
  public configuration(stackName: string): Configuration {
    return JSON.parse(readFileSync(join(this.outdir, "stacks", stackName, "cdk.tf.json"), "utf8")) as Configuration;
  }

  /** A rehearsal of some stacks, or all, in an Azure in which nothing is yet. */
  public rehearsal(globs: readonly string[] = [], tell?: (line: string) => void): Rehearsal {
    this.count += 1;
    const workspace = join(this.workspace, String(this.count));
    const stacks = globs.length === 0 ? undefined : globs;
    return new Rehearsal({ holding: this.holding, outdir: this.outdir, workspace, stacks, tell });
  }

  /** A rehearsal in which the hub is applied. */
  public async withHubAlone(): Promise<Rehearsal> {
    const rehearsal = this.rehearsal();
    await applied(rehearsal.stack(HUB));
    return rehearsal;
  }

  /** A rehearsal in which the hub and what domains may are applied, and nodes are registered. */
  public async withHub(): Promise<Rehearsal> {
    const rehearsal = await this.withHubAlone();
    await this.addRights(rehearsal);
    return rehearsal;
  }

  /** Applies what domains may, on a hub that is applied, and registers nodes. */
  public async addRights(rehearsal: Rehearsal): Promise<void> {
    await Promise.all(rehearsal.accesses.map(({ stackName }) => applied(rehearsal.stack(stackName))));
    rehearsal.onSite();
  }

  public clear(): void {
    rmSync(this.workspace, { recursive: true, force: true });
  }
}

/** What a plan of a stack would touch: types and actions. */
export async function changed(rehearsal: Rehearsal, stackName: string): Promise<string[]> {
  const changes = await rehearsal.stack(stackName).changes();
  return changes.map(({ address, actions }) => [address.split(".")[0], ...actions].join(" ")).sort();
}

/** Applies a stack; fails with what Terraform said if that fails. */
export async function applied(stack: TerraformStackRun): Promise<void> {
  expect(await outcome(stack.init())).toBe("ok");
  expect(await outcome(stack.apply())).toBe("ok");
}

/** `ok`, or what Terraform said, from its first error on. */
export async function outcome(run: Promise<{ code: number; output: string }>): Promise<string> {
  const { code, output } = await run;
  return code === 0 ? "ok" : output.slice(Math.max(0, output.indexOf("Error: ")));
}

/** The one resource of a type whose logical ID begins so. */
export function block(
  { resource = {} }: Configuration,
  type: string,
  start = "",
): Record<string, unknown> & { depends_on?: string[] } {
  const found = Object.entries(resource[type] ?? {}).filter(([id]) => id.startsWith(start));
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0][1];
}

/** The one resource of azapi of this type of Azure's whose logical ID begins so. */
export function part({ resource = {} }: Configuration, type: string, start = ""): Part {
  const found = Object.entries(resource.azapi_resource ?? {}).filter(
    ([id, { type: given }]) => id.startsWith(start) && String(given).startsWith(`${type}@`),
  );
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0][1] as unknown as Part;
}

/** What azapi makes, as it is synthesized. */
export interface Part {
  name: string;
  depends_on?: string[];
  body: { properties: Record<string, unknown> & { typeProperties?: Record<string, unknown> } };
}

/** Of a runtime that is linked: its properties. */
export const linkedTo = (resourceId: string): { type: string; typeProperties: Values } => ({
  type: "SelfHosted",
  typeProperties: { linkedInfo: { authorizationType: "RBAC", resourceId } },
});

/** Takes a secret out of a stack, with the roles on it. */
export function withoutSecret(configuration: Configuration, id: string): void {
  without(configuration, "azurerm_key_vault_secret", id);
  Object.entries(configuration.resource!.azurerm_role_assignment)
    .filter(([, { scope }]) => String(scope).includes(id))
    .forEach(([role]) => without(configuration, "azurerm_role_assignment", role));
}

/** Takes a resource out of a stack, with whatever waits for it. */
export function without({ resource = {} }: Configuration, type: string, start: string): void {
  const [id] = Object.keys(resource[type] ?? {}).filter((candidate) => candidate.startsWith(start));
  const address = `${type}.${id}`;
  expect(id).toMatch(start);
  delete resource[type][id];
  if (Object.keys(resource[type]).length === 0) {
    delete resource[type]; // Terraform wants at least one
  }
  Object.values(resource)
    .flatMap((ofType) => Object.values(ofType))
    .forEach((other) => {
      other.depends_on = ((other.depends_on ?? []) as string[]).filter((one) => one !== address);
      const triggers = Object.entries((other.triggers ?? {}) as Record<string, string>);
      if (triggers.length > 0) {
        other.triggers = Object.fromEntries(triggers.filter(([, value]) => !value.includes(`${address}.`)));
      }
    });
}
