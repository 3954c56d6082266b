/**
 * Azure deletes an identity, and takes a right away, whatever uses it: what uses it says so from then on. For every
 * identity and every right in two deployments: which rule refuses, once it is gone.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PLANTED } from "../../test/lives/planted";
import { Model } from "../../test/lives/model";
import { programOf } from "../../test/lives/program";
import { Azure } from "../src/azure/azure";
import { sameId } from "../src/azure/ids";
import { text } from "../src/azure/operation";
import { PIPELINE, RUNTIME, linkedInfoOf } from "../src/azure/types/data-factory";
import { Resource } from "../src/azure/world";
import { Deployment } from "../src/deployment";
import { callerOf } from "../src/provider/deployer";
import { operate } from "../src/operators";
import { PlannedHub } from "../src/plan";
import { severalAtOnce } from "../src/several";
import { APPS_SUBNET, HUB, Stage, applied } from "./support/stage";

const IDENTITY = "azurerm_user_assigned_identity";
const RIGHT = "azurerm_role_assignment";
const STARTS = [
  "azurerm_container_group",
  "azurerm_container_app_job",
  "azurerm_linux_virtual_machine_scale_set",
] as const;
/** Who may start anything. */
const SOMEBODY = "5b5b5b5b-0000-4000-8000-000000000001";

/** What is deployed, with whoever works on site. */
interface Deployed {
  readonly azure: Azure;
  readonly hubs: readonly PlannedHub[];
}

/** Whoever uses a right, by the name of the identity, or as whom people come. */
function holderOf({ azure, hubs }: Deployed, principalId: string): string {
  const identity = azure.world.ofType(IDENTITY).find(({ values }) => text(values, "principal_id") === principalId);
  if (identity !== undefined) {
    const [, kind = "?"] = /-(factory|jobs|job|reader|gateway)(?=-)/.exec(`-${text(identity.values, "name")}-`) ?? [];
    return kind === "job" ? "planned job" : kind;
  }
  const operators = hubs.flatMap(({ sites }) => sites.flatMap((site) => site.operators));
  return operators.some((operator) => sameId(operator.principalId, principalId)) ? "operator" : "deployer";
}

/** What uses anything: by what is used, the rules that refuse it. */
function refusedUses({ azure, hubs }: Deployed): string[] {
  const { world } = azure;
  const putBack = world.snapshot();
  const ids = (type: string): string[] => world.ofType(type).map(({ id }) => id);
  const first = world.events.refusals.length;
  ids(PIPELINE).forEach((id) => azure.whyNot(() => azure.run(id)));
  STARTS.flatMap(ids).forEach((id) => azure.whyNot(() => azure.start(id, SOMEBODY)));
  hubs.forEach((hub) => operate(azure, hub));
  const links = world.ofType(RUNTIME).filter(({ values }) => linkedInfoOf(values) !== undefined);
  [...links, ...world.ofType("azurerm_container_app_job")].forEach((one) => azure.whyNot(() => writeAgain(azure, one)));
  const rules = world.events.refusals.slice(first).map(({ rule }) => rule!);
  putBack();
  return [...new Set(rules)];
}

/** What a link or a job needs is looked at as it is written. */
function writeAgain(azure: Azure, { type, id, values }: Resource): void {
  const caller = callerOf({ principalId: SOMEBODY, address: "192.0.2.1", stackName: "" });
  azure.update({ type, through: type, id, values, caller }, (as) => as);
}

const folder = mkdtempSync(join(tmpdir(), "taken-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two legal entities, a handoff between them, a planned job, a gateway: whoever uses what the plan gives. */
async function theLife(): Promise<Deployed> {
  const [{ life }] = PLANTED;
  const [crm] = life.start.domains;
  const [load] = crm.loads;
  const model: Model = {
    ...life.start,
    forwards: [...life.start.forwards, { name: "plant", subsidiary: "energy", host: "sql02", address: 2 }],
    domains: [
      {
        ...crm,
        loads: [
          { ...load, job: { name: "transform", tag: "1.0.0", trace: false, further: [] } },
          { ...load, name: "second", job: { name: "forecast", tag: "1.0.0", trace: false, further: [] } },
        ],
        planned: [{ name: "forecast", forwards: ["warehouse"], password: 1 }],
      },
      {
        ...crm,
        name: "books",
        subsidiary: "energy",
        access: "key",
        forwards: ["plant"],
        loads: [{ ...load, job: { name: "close", tag: "1.0.0", trace: false, further: [] } }],
      },
    ],
    handoffs: [{ name: "stock", giver: "crm", taker: "books" }],
    exposed: ["warehouse"],
  };
  const outdir = join(folder, "out");
  const { holding } = programOf(model, outdir);
  const deployment = new Deployment(join(folder, "states"));
  const names = deployment.become({ holding, outdir, valueOf: () => "made-up" });
  const stages = [/^hub-/, /^access-/, /^(?!hub-|access-)/];
  for (const stage of stages) {
    await severalAtOnce(
      2,
      names.filter((name) => stage.test(name)),
      async (name) => expect((await deployment.apply(name)).code).toBe(0),
    );
    deployment.registerNodes(holding);
  }
  return { azure: deployment.azure, hubs: holding.hubPlans };
}

/** Container Apps, machines that listen by their identity, a domain that sends by key. */
async function theStage(): Promise<Deployed> {
  const stage = new Stage({ inContainerApps: "admitted" });
  const rehearsal = stage.rehearsal();
  const network = APPS_SUBNET.replace(/\/subnets\/.*$/, "");
  rehearsal.world.put("azurerm_virtual_network", network, { name: "apps", address_space: ["10.0.0.0/16"] });
  rehearsal.world.put("azurerm_subnet", APPS_SUBNET, { name: "apps", service_endpoints: ["Microsoft.KeyVault"] });
  await applied(rehearsal.stack(HUB));
  await stage.addRights(rehearsal);
  await severalAtOnce(2, rehearsal.dependents, async ({ stackName }) => applied(rehearsal.stack(stackName)));
  const { azure, hubs } = rehearsal;
  stage.clear();
  return { azure, hubs };
}

/** By whoever loses what: the rules by which that shows; and those of which none does. */
function taken(deployed: Deployed): { shown: Record<string, string[]>; silent: string[] } {
  const { world } = deployed.azure;
  const subscriptions = new Set(world.all.flatMap(({ id }) => /^\/subscriptions\/[^/]+/.exec(id) ?? []));
  subscriptions.forEach((id) => world.give(SOMEBODY, "Owner", id));
  world.clock.advance(3600); // until every right counts
  expect(refusedUses(deployed)).toEqual([]);
  const [shown, silent]: [Record<string, string[]>, string[]] = [{}, []];
  [...world.ofType(RIGHT), ...world.ofType(IDENTITY)].forEach(({ type, id, values }) => {
    const holder = holderOf(deployed, text(values, "principal_id"));
    if (holder !== "deployer") {
      const what = type === IDENTITY ? "itself" : text(values, "role_definition_name");
      const putBack = world.snapshot();
      world.remove(id);
      const rules = refusedUses(deployed);
      putBack();
      const key = `${holder}: ${what}`;
      shown[key] = [...new Set([...(shown[key] ?? []), ...rules])].sort();
      silent.push(...(rules.length === 0 ? [`${key} on ${text(values, "scope")}`] : []));
    }
  });
  return { shown, silent };
}

/** Whoever loses what, of all that there is in the life; and the rules by which it shows. */
const IN_THE_LIFE: Readonly<Record<string, readonly string[]>> = {
  "factory: itself": ["link/role", "run/group", "run/secret"],
  "factory: Contributor": ["link/role"],
  "factory: Key Vault Secrets User": ["run/secret"],
  "factory: Azure Container Instances Contributor Role": ["run/group"],
  "factory: Storage Blob Data Contributor": ["run/blob"],
  "jobs: itself": ["group/image-right"],
  "jobs: AcrPull": ["group/image-right"],
  "jobs: Azure Relay Sender": ["group/relay-right"],
  "planned job: itself": ["group/image-right"],
  "planned job: AcrPull": ["group/image-right"],
  "planned job: Azure Relay Sender": ["group/relay-right"],
  "reader: itself": ["run/blob"],
  "reader: Storage Blob Data Reader": ["run/blob"],
  "gateway: itself": ["machine/relay-right"],
  "gateway: Azure Relay Sender": ["machine/relay-right"],
  "gateway: Storage Blob Data Reader": ["machine/package-right"],
  "operator: Key Vault Secrets User": ["vault/data-plane"],
  "operator: Data Factory Contributor": ["rights/act"],
};

/** The same, of what is there on the stage alone, or used there by something else as well. */
const ON_THE_STAGE: Readonly<Record<string, readonly string[]>> = {
  "jobs: itself": ["app-job/image-right", "existence/reference", "group/image-right"],
  "jobs: AcrPull": ["app-job/image-right", "group/image-right"],
  "jobs: Azure Relay Sender": ["app-job/relay-right", "group/relay-right"],
  "jobs: Key Vault Secrets User": ["app-job/secret-right"],
  "operator: AcrPull": ["registry/pull"],
  "operator: Azure Relay Listener": ["relay/listen"],
};

describe("of what is taken from whoever uses it,", () => {
  it("every identity and every right is missed, of a handoff, a gateway and a planned job too", async () => {
    const { shown, silent } = taken(await theLife());
    expect(silent).toEqual([]);
    expect(shown).toEqual(IN_THE_LIFE);
  }, 200_000);

  it("those of a Container Apps job, and of machines that listen as themselves, are missed as well", async () => {
    const { shown } = taken(await theStage());
    expect(shown).toMatchObject(ON_THE_STAGE);
    const known = [...Object.keys(IN_THE_LIFE), ...Object.keys(ON_THE_STAGE)];
    expect(Object.keys(shown).filter((key) => !known.includes(key))).toEqual([]);
  }, 200_000);
});
