/** Changes of what a factory holds, of the library's own stacks: each takes one apply, and touches what it concerns. */
import {
  Azbridge,
  ContainerImage,
  CopyActivity,
  DbtCommand,
  DbtProfile,
  ExecutePipelineActivity,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  TriggerFrequency,
} from "../../lib";
import { imagesIn } from "../src/images";
import { Rehearsal } from "../src/rehearsal";
import { HUB, SALES, Stage, applied, block, outcome } from "./support/stage";

interface Contents {
  /** Tables that are copied. */
  readonly tables?: readonly string[];
  /** What the warehouse's store is called. */
  readonly store?: string;
  /** What the pipeline that others call is called. */
  readonly load?: string;
  /** Tag of the dbt image. */
  readonly tag?: string;
}

const sales =
  ({ tables = ["Order", "Item"], store = "Dwh", load = "Load", tag = "1.0.0" }: Contents = {}) =>
  (domain: SourceDomain): void => {
    const forward = domain.plan.forwards[0];
    const password = domain.vault.secret("sales-password");
    const server = { within: domain, forward, login: SqlServerLogin.password("adf", password) };
    const source = new SqlServerStore(domain, "Shop", { ...server, database: "shop" });
    const dwh = new SqlServerStore(domain, store, { ...server, database: "dwh" });
    const job = domain.addDbtJob("Transform", {
      dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt", tag),
      azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
      command: DbtCommand.run(),
      forwards: [forward],
      profile: DbtProfile.sqlServer({ forward, database: "dwh", schema: "dwh", user: "dbt", password }),
    });
    const activities = tables.map(
      (table) =>
        new CopyActivity(`Copy ${table}`, {
          source: source.table("dbo", table),
          sink: dwh.upsertInto("shop", table, ["Id"]),
        }),
    );
    const called = new ExecutePipelineActivity("Load", { pipeline: domain.addLoad(load, { activities, job }) });
    domain.addPipeline("Nightly", { activities: [called], schedule: { frequency: TriggerFrequency.DAY } });
  };

let rehearsal: Rehearsal;
const stage = new Stage({ sales: sales() });

beforeAll(async () => {
  rehearsal = await stage.withHub();
  await applied(rehearsal.stack(SALES));
});

afterAll(() => stage.clear());

/** What one apply did, in its order: `update pipelines/load`. The second plan is empty. */
async function lived(change: () => void): Promise<string[]> {
  change();
  const { world } = rehearsal;
  const before = world.events.all.length;
  const stack = rehearsal.stack(SALES);
  expect(await outcome(stack.apply())).toBe("ok");
  expect(await stack.changes()).toEqual([]);
  return world.events
    .since(before)
    .filter(({ kind }) => kind !== "start" && kind !== "stop")
    .map(({ kind, id }) => `${kind} ${id.split("/").slice(-2).join("/")}`);
}

/** The same but for triggers, whatever goes having gone after all that was made or changed. */
async function firstMade(change: () => void): Promise<{ made: string[]; gone: string[] }> {
  const done = (await lived(change)).filter((one) => !one.includes(" triggers/"));
  const gone = done.filter((one) => one.startsWith("delete "));
  const made = done.filter((one) => !one.startsWith("delete "));
  expect(done).toEqual([...made, ...gone]);
  return { made: made.sort(), gone: gone.sort() };
}

/** From now on sales does this. */
const become = (contents: Contents) => () => {
  const variant = new Stage({ sales: sales(contents) });
  const configured = variant.configuration(SALES);
  rehearsal.stack(SALES).change((configuration) => Object.assign(configuration, configured));
  imagesIn(configured).forEach((image) => rehearsal.world.pushImage(image));
  variant.clear();
};

it("a dropped copy goes with its datasets, after the pipeline that ran it has changed", async () => {
  expect(await firstMade(become({ tables: ["Order"] }))).toEqual({
    made: ["update pipelines/load"],
    gone: ["delete datasets/dwh_shop_Item", "delete datasets/shop_dbo_Item"],
  });
});

it("a renamed store is there before what copies through it changes, and its old name goes after", async () => {
  expect(await firstMade(become({ tables: ["Order"], store: "Warehouse" }))).toEqual({
    made: ["create datasets/warehouse_shop_Order", "create linkedservices/warehouse", "update pipelines/load"],
    gone: ["delete datasets/dwh_shop_Order", "delete linkedservices/dwh"],
  });
});

it("a renamed pipeline is there before what calls it changes", async () => {
  expect(await firstMade(become({ tables: ["Order"], store: "Warehouse", load: "Orders" }))).toEqual({
    made: ["create pipelines/orders", "create pipelines/orders-transform", "update pipelines/nightly"],
    gone: ["delete pipelines/load", "delete pipelines/load-transform"],
  });
});

it("an image's tag replaces the group under its own name, and touches no part of the factory", async () => {
  expect(await lived(become({ tables: ["Order"], store: "Warehouse", load: "Orders", tag: "1.0.1" }))).toEqual([
    "delete containerGroups/retail-prod-sales-transform",
    "create containerGroups/retail-prod-sales-transform",
  ]);
});

it("a factory that is called otherwise is there with all of its parts before the old one goes", async () => {
  const rename = () =>
    rehearsal.stack(SALES).change((configuration) => {
      block(configuration, "azurerm_data_factory").name = "contoso-retail-prod-sales-2-adf";
    });
  const { made, gone } = await firstMade(rename);
  const parts = (all: string[]) => all.filter((one) => !one.includes(" factories/"));
  expect(parts(made).map((one) => one.replace("create ", ""))).toEqual(
    parts(gone).map((one) => one.replace("delete ", "")),
  );
  expect(parts(made).length).toBeGreaterThan(8);
  expect(made).toContain("create factories/contoso-retail-prod-sales-2-adf");
  expect(gone).toContain("delete factories/contoso-retail-prod-sales-adf");
});

it("and everything can be taken away in the end", async () => {
  for (const name of [SALES, ...rehearsal.accesses.map(({ stackName }) => stackName), HUB]) {
    expect(await outcome(rehearsal.stack(name).destroy())).toBe("ok");
  }
  expect(rehearsal.world.all.map(({ id }) => id)).toEqual([]);
});
