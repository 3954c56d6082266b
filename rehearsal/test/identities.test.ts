/**
 * An identity that is deleted and made again under its name is another one, and nothing that used the old one notices:
 * no plan sees it, and nothing works. What the library does so that this does not occur, and two programs that do it.
 */
import {
  Azbridge,
  ContainerImage,
  CopyActivity,
  DbtCommand,
  DbtProfile,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
} from "../../lib";
import { text } from "../src/azure/operation";
import { Rehearsal } from "../src/rehearsal";
import { Configuration } from "../src/terraform";
import { SALES, SALES_ACCESS, Stage, applied, block, outcome } from "./support/stage";

const IDENTITY = "azurerm_user_assigned_identity";

/** A copy with a password, then dbt: the factory reads a secret, comes to the runtime, and starts a group. */
function loads(domain: SourceDomain): void {
  const [forward] = domain.plan.forwards;
  const password = domain.vault.secret("sales-password");
  const server = { within: domain, forward, login: SqlServerLogin.password("adf", password) };
  const source = new SqlServerStore(domain, "Shop", { ...server, database: "shop" });
  const dwh = new SqlServerStore(domain, "Dwh", { ...server, database: "dwh" });
  const job = domain.addDbtJob("Transform", {
    dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt", "1.0.0"),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
    command: DbtCommand.run(),
    forwards: [forward],
    profile: DbtProfile.sqlServer({ forward, database: "dwh", schema: "dwh", user: "dbt", password }),
  });
  const sink = dwh.upsertInto("shop", "Order", ["Id"]);
  const copy = new CopyActivity("Copy", { source: source.table("dbo", "Order"), sink });
  domain.addLoad("Load", { activities: [copy], job });
}

const stage = new Stage({ sales: loads });
let rehearsal: Rehearsal;

beforeEach(async () => {
  rehearsal = await stage.withHub();
  await applied(rehearsal.stack(SALES));
  expect(runs()).toEqual([0]);
});

afterAll(() => stage.clear());

/** What comes of the domain's pipelines: 0, or 1 and by which rules. */
function runs(): unknown[] {
  const before = rehearsal.world.events.refusals.length;
  const { code } = rehearsal.runPipelines(SALES);
  return [code, ...new Set(rehearsal.world.events.refusals.slice(before).map(({ rule }) => rule))].sort();
}

/** Object ID of the identity as which the factory, or the jobs, come. */
const principalOf = (whose: string): string => {
  const { name } = block(rehearsal.stack(SALES_ACCESS).configuration, IDENTITY, `Access_${whose}_`);
  const found = rehearsal.world.ofType(IDENTITY).find(({ id }) => id.endsWith(`/${String(name)}`));
  return text(found?.values ?? {}, "principal_id");
};

/** Another region under the same name: what the library's names do not let happen. */
const movedTo = (location: string, whose: string) => (configuration: Configuration) => {
  block(configuration, IDENTITY, `Access_${whose}_`).location = location;
};

describe("the factory's identity, made anew under its name", () => {
  it("is in no plan of the domain, fails every run, and works once the factory has it attached again", async () => {
    const access = rehearsal.stack(SALES_ACCESS);
    const before = principalOf("Factory");
    access.change(movedTo("northeurope", "Factory"));
    expect(await outcome(access.apply())).toBe("ok"); // it ends when the new one's rights count
    expect(principalOf("Factory")).not.toBe(before);
    const domain = rehearsal.stack(SALES);
    expect(await domain.changes()).toEqual([]);
    expect(runs()).toEqual([1, "run/group", "run/secret"]);
    domain.change((configuration) => (block(configuration, "azurerm_data_factory").tags = { attached: "again" }));
    expect(await outcome(domain.apply())).toBe("ok");
    expect(runs()).toEqual([0]);
  });
});

describe("the jobs' identity, made anew under its name", () => {
  it("is seen by its client ID, which a group is told, and the group that is there starts no more", async () => {
    const { azure, world } = rehearsal;
    const [{ id: groupId }] = world.ofType("azurerm_container_group");
    const start = (): string | undefined => {
      azure.stop(groupId);
      return azure.whyNot(() => azure.start(groupId, "d0d0d0d0-0000-4000-8000-000000000004"));
    };
    expect(start()).toBeUndefined();
    const access = rehearsal.stack(SALES_ACCESS);
    access.change(movedTo("northeurope", "Jobs"));
    expect(await outcome(access.apply())).toBe("ok");
    expect(start()).toMatch(/InaccessibleImage: .* its identity has no role on .*\/registries\//);
    const domain = rehearsal.stack(SALES);
    expect((await domain.changes()).map(({ address }) => address.split(".")[0])).toEqual(["azurerm_container_group"]);
    expect(await outcome(domain.apply())).toBe("ok");
    expect(start()).toBeUndefined();
  });
});

describe("what a domain may, taken away before the domain", () => {
  /** Lets the identities go first: the group waits for them no longer. */
  const identitiesFirst = (configuration: Configuration): void => {
    const group = block(configuration, "azurerm_resource_group");
    group.depends_on = group.depends_on!.filter((address) => !address.startsWith(IDENTITY));
    const others = [...Object.values(configuration.resource!.azurerm_role_assignment)];
    const onIdentities = group.depends_on.filter((address) =>
      others.some((one) => JSON.stringify(one).includes(IDENTITY) && addressOf(configuration, one) === address),
    );
    group.depends_on = group.depends_on.filter((address) => !onIdentities.includes(address));
  };
  const addressOf = ({ resource }: Configuration, wanted: unknown): string =>
    Object.entries(resource!.azurerm_role_assignment)
      .filter(([, one]) => one === wanted)
      .map(([id]) => `azurerm_role_assignment.${id}`)[0];

  /** Azure keeps the group, and what the domain may is applied again. */
  async function refusedAndAppliedAgain(): Promise<void> {
    const access = rehearsal.stack(SALES_ACCESS);
    expect(await outcome(access.destroy())).toMatch(/still contains Resources/);
    expect(await outcome(access.apply())).toBe("ok");
    expect(await rehearsal.stack(SALES).changes()).toEqual([]);
  }

  it("is refused while its identities are there, which stay the same", async () => {
    const before = [principalOf("Factory"), principalOf("Jobs")];
    await refusedAndAppliedAgain();
    expect([principalOf("Factory"), principalOf("Jobs")]).toEqual(before);
    expect(runs()).toEqual([0]);
  });

  it("ends every run for good where the group does not wait for the identities", async () => {
    const before = principalOf("Factory");
    rehearsal.stack(SALES_ACCESS).change(identitiesFirst);
    const access = rehearsal.stack(SALES_ACCESS);
    expect(await outcome(access.apply())).toBe("ok");
    expect(await outcome(access.destroy())).toMatch(/still contains Resources/);
    expect(await outcome(access.apply())).toBe("ok");
    expect(principalOf("Factory")).not.toBe(before);
    expect(runs()).toEqual([1, "run/group", "run/secret"]);
  });
});
