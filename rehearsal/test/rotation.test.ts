/** A rotation of the Relay's keys: the other one is served, all that use keys take it, and the first is regenerated. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Azbridge,
  ContainerImage,
  DbtCommand,
  DbtProfile,
  Environment,
  Holding,
  KeySlot,
  Protocol,
  RelayAccess,
  RelayKeys,
  SourceDomain,
} from "../../lib";
import { HoldingApp } from "../../stacks/app";
import { CONNECTION_RULE } from "../src/azure/types/relay";
import { callerOf } from "../src/provider/deployer";
import { Rehearsal } from "../src/rehearsal";
import { Configuration } from "../src/terraform";
import {
  BOOKS,
  BOOKS_ACCESS,
  DOMAIN_SUBSCRIPTION,
  HUB,
  HUB_DEPLOYER,
  HUB_SUBSCRIPTION,
  applied,
  outcome,
} from "./support/stage";

const workspace = mkdtempSync(join(tmpdir(), "rehearsal-rotation-"));
afterAll(() => rmSync(workspace, { recursive: true }));

function planned(productionRelayKeys?: RelayKeys): Holding {
  const holding = new Holding({ name: "contoso", location: "westeurope", environments: [Environment.PROD] });
  const retail = holding.addSubsidiary("retail", {
    productionSubscriptionId: HUB_SUBSCRIPTION,
    environmentSubscriptionIds: { prod: DOMAIN_SUBSCRIPTION },
    productionDeployer: { principalId: HUB_DEPLOYER, addresses: ["203.0.113.11"] },
    productionRelayKeys,
  });
  const munich = retail.addSite("munich", { egressAddresses: ["198.51.100.0/28"] });
  const warehouse = munich.addForward("warehouse", {
    protocol: Protocol.SQL_SERVER,
    production: { host: "sql01.retail.example", port: 1433 },
  });
  const books = retail.addDomain("books", {
    forwards: [warehouse],
    relayAccess: RelayAccess.SHARED_ACCESS_KEY,
    productionDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000006", addresses: ["203.0.113.13"] },
  });
  retail.addSecret("password", { readers: [books] });
  munich.addRuntimeNode("MUC-IR-1", { tier: Environment.PROD.tier });
  return holding;
}

function program(domain: SourceDomain): void {
  const { forwards } = domain.plan;
  const password = domain.vault.secret("password");
  const [forward] = forwards;
  domain.addDbtJob("Transform", {
    dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt", "1.0.0"),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
    command: DbtCommand.run(),
    forwards,
    profile: DbtProfile.sqlServer({ forward, database: "dwh", schema: "books", user: "dbt", password }),
  });
}

function synthesized(name: string, keys?: RelayKeys): string {
  const outdir = join(workspace, name);
  new HoldingApp(planned(keys), { domains: { books: program }, gateways: {}, edges: {} }, undefined, {
    outdir,
  }).synth();
  return outdir;
}

const outdir = synthesized("first");
const rehearsal = new Rehearsal({ holding: planned(), outdir, workspace: join(workspace, "states") });
const { azure, world } = rehearsal;

const find = (end: string) => world.all.find(({ id }) => id.endsWith(end))!;

/** What somebody does who rotates keys by hand. */
function regenerate(keyType: string): void {
  const caller = callerOf({ principalId: HUB_DEPLOYER, address: "203.0.113.11", stackName: "by hand" });
  for (const rule of ["send", "listen"]) {
    const { id, values } = find(`/hybridConnections/warehouse/authorizationRules/${rule}`);
    azure.act({ type: CONNECTION_RULE, through: "", id, values, config: { keyType }, caller }, "regenerateKeys");
  }
}

/** Why the job as it is now, and a listener with the string that it has, would not come through; nothing where they do. */
function interrupted(listens: string): (string | undefined)[] {
  const factory = find("books-factory-westeurope-id").values.principal_id as string;
  const connection = find("/hybridConnections/warehouse").id;
  return [
    azure.whyNot(() => azure.start(find("/containerGroups/retail-prod-books-transform").id, factory)),
    azure.whyNot(() => azure.listen(connection, {}, listens)),
  ].filter((said) => said !== undefined);
}

const listenString = (): string => find("/secrets/relay-listen-warehouse").hidden!.value as string;

beforeAll(async () => {
  for (const name of [HUB, BOOKS_ACCESS, BOOKS]) {
    await applied(rehearsal.stack(name));
    rehearsal.onSite();
  }
});

it("serves the other key, and interrupts nobody at any step", async () => {
  const before = listenString();
  expect(interrupted(before)).toEqual([]);
  const other = synthesized("second", RelayKeys.serving(KeySlot.SECONDARY, { version: 1 }));
  for (const name of [HUB, BOOKS_ACCESS, BOOKS]) {
    const stack = rehearsal.stack(name);
    stack.change((configuration) => {
      const now = readFileSync(join(other, "stacks", name, "cdk.tf.json"), "utf8");
      Object.assign(configuration, JSON.parse(now) as Configuration);
    });
    expect(await outcome(stack.apply())).toBe("ok");
    expect(interrupted(before)).toEqual([]);
  }
  const now = listenString();
  expect(now).not.toBe(before);
  regenerate("PrimaryKey");
  expect(interrupted(now)).toEqual([]);
  expect(interrupted(before)).toEqual([expect.stringContaining("warehouse")]);
  for (const name of [HUB, BOOKS_ACCESS, BOOKS]) {
    expect(await rehearsal.stack(name).changes()).toEqual([]);
  }
});

it("would have interrupted all, had the served key been regenerated", () => {
  regenerate("SecondaryKey");
  expect(interrupted(listenString())).toHaveLength(2);
});
