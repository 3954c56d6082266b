import { RUNTIME as AZURE_RUNTIME } from "../src/azure/types/data-factory";
import { NAMESPACE } from "../src/azure/types/relay";
import { Rehearsal } from "../src/rehearsal";
import {
  APPS_SUBNET,
  BOOKS,
  BOOKS_ACCESS,
  HUB,
  SALES,
  SALES_ACCESS,
  Stage,
  applied,
  block,
  changed,
  outcome,
} from "./support/stage";

/** Its name ends in a hash of what it leads to. */
const LINK = "/factories/contoso-retail-prod-sales-adf/integrationRuntimes/retail-production-ir-7f8tp8vt";
const SHARED = "/factories/contoso-retail-production-adf/integrationRuntimes/retail-production-ir";
const GROUP = "/containerGroups/retail-prod-sales-transform";

const stage = new Stage();
afterAll(() => stage.clear());

/** Roles given or taken in a domain, by when. */
/** What exists already, and by which address it was to be made, as each provider says it. */
const ALREADY = [
  /creating (?<id>\S+): unexpected status 409[^]*?with (?<address>\S+),/g,
  /Error: Resource already exists\s+with (?<address>\S+),[^]*?the\s+ID\s+"(?<id>[^"]+)"/g,
];

function roleEvents({ world }: Rehearsal, kind: "create" | "delete", role: string, on: string) {
  return world.events.all
    .map((event, index) => ({ ...event, index }))
    .filter((event) => event.kind === kind && event.role === role && event.id.includes(`${on}/providers`));
}

describe("from nothing to applied and back", () => {
  let rehearsal: Rehearsal;
  let results: Awaited<ReturnType<Rehearsal["run"]>>;
  const at = (kind: "create" | "delete", what: string): number => {
    const index = rehearsal.world.events.indexOf(kind, what);
    expect({ kind, what, index }).not.toEqual({ kind, what, index: -1 });
    return index;
  };

  beforeAll(async () => {
    rehearsal = stage.rehearsal();
    results = await rehearsal.run();
  });

  it("goes well: hubs, what domains may, domains, every second plan empty; then all are taken down", () => {
    const accesses = [SALES_ACCESS, BOOKS_ACCESS];
    const hubs = ["hub-retail-development", HUB];
    expect(results.map(({ failure }) => failure).filter((failure) => failure !== undefined)).toEqual([]);
    expect(results.map(({ stackName, steps }) => [stackName, steps.map(({ step }) => step).join(", ")])).toEqual([
      ...hubs.map((name) => [name, "init, validate, apply, plan again, secrets"]),
      ...accesses.map((name) => [name, "init, validate, apply, plan again, secrets"]),
      ...hubs.map((name) => [name, "on site"]),
      ...[SALES, BOOKS].map((name) => [name, "init, validate, apply, plan again, secrets"]),
      ...[SALES, BOOKS, ...accesses, ...hubs].map((name) => [name, "destroy"]),
    ]);
    expect(rehearsal.world.events.refusals).toEqual([]);
  });

  it("waits in hubs and accesses, and never in a domain; nobody lets time pass in between", () => {
    const waited = new Map(results.map(({ stackName, waited: seconds }) => [stackName, seconds]));
    expect([HUB, SALES_ACCESS, SALES, BOOKS].map((name) => waited.get(name))).toEqual([600, 600, 0, 0]);
    const first = rehearsal.world.events.all.find(({ stack }) => stack === SALES)!;
    const [inTime] = rehearsal.world.events.all.filter(({ stack }) => stack === SALES_ACCESS).slice(-1);
    expect(first.at).toBeLessThan(inTime.at);
  });

  it("gives the role ten minutes before the link that needs it is made, and takes it after", () => {
    const [given] = roleEvents(rehearsal, "create", "Contributor", SHARED);
    const link = rehearsal.world.events.all[at("create", LINK)];
    expect(link.at - given.at).toBeGreaterThanOrEqual(600);
    expect(at("create", LINK)).toBeGreaterThan(given.index);
    const [taken] = roleEvents(rehearsal, "delete", "Contributor", SHARED);
    expect(taken.index).toBeGreaterThan(at("delete", LINK));
    expect(at("delete", SHARED)).toBeGreaterThan(taken.index);
  });

  it("starts a group when it may pull and send", () => {
    const pull = roleEvents(rehearsal, "create", "AcrPull", "/registries/contosoretailproductionb0tdapga");
    const send = roleEvents(rehearsal, "create", "Azure Relay Sender", "/hybridConnections/warehouse");
    const group = rehearsal.world.events.all[at("create", GROUP)];
    [pull[0], send[0]].forEach((given) => expect(group.at - given.at).toBeGreaterThanOrEqual(600));
  });

  it("writes secrets when the deployer may", () => {
    const officer = roleEvents(rehearsal, "create", "Key Vault Secrets Officer", "-kv").find(
      ({ stack }) => stack === HUB,
    )!;
    const written = rehearsal.world.events.all.filter(
      ({ kind, type, by }) => kind === "create" && type === "azurerm_key_vault_secret" && by === officer.by,
    );
    expect(written.map(({ id }) => id.split("/").pop())).toEqual(
      expect.arrayContaining(["relay-listen-warehouse", "sales-password"]),
    );
    written.forEach(({ at: writtenAt }) => expect(writtenAt - officer.at).toBeGreaterThanOrEqual(600));
  });
});

describe("a stack that is applied", () => {
  let rehearsal: Rehearsal;

  beforeAll(async () => {
    rehearsal = await stage.withHub();
    await applied(rehearsal.stack(SALES));
  });

  it("shows no secret, and what Azure decides only after apply", async () => {
    const { output } = await rehearsal.freshStack(BOOKS).init();
    expect(output).toContain("Terraform has been successfully initialized!");
    const plan = await rehearsal.stack(BOOKS).plan();
    expect(plan.code).toBe(2);
    expect(plan.output).toMatch(/secure_environment_variables\s*= \(sensitive value\)/);
    expect(plan.output).toMatch(/\+ primary_access_key\s*= \(sensitive value\)/);
    const secrets = rehearsal.world.ofType("azurerm_key_vault_secret");
    const password = secrets.find(({ id }) => id.endsWith("/books-password"))!.values.value;
    expect((password as string).length).toBeGreaterThan(32);
    expect(plan.output).not.toContain(password);
  });

  it("replaces the group and nothing else for another image tag", async () => {
    const stack = rehearsal.stack(SALES);
    stack.change((configuration) => {
      const { container } = block(configuration, "azurerm_container_group") as { container: { image: string }[] };
      container[0].image = container[0].image.replace(/:.*/, ":1.0.1");
      rehearsal.world.pushImage(container[0].image);
    });
    const changes = await stack.changes();
    expect(changes).toEqual([
      {
        address: expect.stringMatching(/^azurerm_container_group\.Domain_Transform_/) as string,
        actions: ["delete", "create"],
      },
    ]);
    expect(await outcome(stack.apply())).toBe("ok");
    expect((await stack.plan()).code).toBe(0);
  });

  it("changes a tag in place", async () => {
    const stack = rehearsal.stack(SALES);
    stack.change((configuration) => (block(configuration, "azurerm_data_factory").tags = { owner: "sales" }));
    expect(await stack.changes()).toEqual([
      { address: expect.stringMatching(/^azurerm_data_factory\./) as string, actions: ["update"] },
    ]);
    expect(await outcome(stack.apply())).toBe("ok");
    expect(await stack.changes()).toEqual([]);
  });

  it("makes again what somebody deleted, and what hangs on it", async () => {
    const { world } = rehearsal;
    world.remove(world.ofType(AZURE_RUNTIME).find(({ id }) => id.endsWith(LINK))!.id);
    expect(await rehearsal.stack(SALES).changes()).toEqual([
      { address: expect.stringMatching(/^azapi_resource\.\w*Runtime/) as string, actions: ["create"] },
    ]);
    expect(await outcome(rehearsal.stack(SALES).apply())).toBe("ok");
  });

  it("comes as another identity when that is another one, without any right of its own", async () => {
    const stack = rehearsal.stack(SALES);
    const text = (again: string) =>
      stack.change((configuration) => {
        const changed = JSON.stringify(configuration.resource).replace(/sales-jobs-westeurope-id/g, again);
        configuration.resource = JSON.parse(changed) as typeof configuration.resource;
      });
    text("sales-again-id");
    expect(await outcome(stack.apply())).toMatch(/There is no identity .*sales-again-id/);
  });
});

describe("a change", () => {
  it("of a secret's value reaches the vault when its version rises, and then the group that is given it", async () => {
    const rehearsal = await stage.withHub();
    const hub = rehearsal.stack(HUB);
    const [variable] = hub.wantedVariables.filter((name) => name.endsWith("sales_password"));
    const raise = (version: number) =>
      hub.change((configuration) => {
        const secret = block(configuration, "azurerm_key_vault_secret", "Hub_Vault_Secret-sales-password");
        Object.assign(secret, { value_wo_version: version });
      });
    const passwordInGroup = (): string => {
      const [group] = rehearsal.world.ofType("azurerm_container_group");
      const containers = group.values.container as { secure_environment_variables: Record<string, string> }[];
      return containers[0].secure_environment_variables.DBT_ENV_SECRET_DWH_DATABASE_PASSWD;
    };
    await applied(rehearsal.stack(SALES));
    const before = passwordInGroup();
    hub.set(variable, "another"); // Terraform cannot see the change: the version says so
    expect(await changed(rehearsal, HUB)).toEqual([]);
    raise(2);
    expect(await changed(rehearsal, HUB)).toEqual(["azurerm_key_vault_secret update"]);
    expect(await outcome(hub.apply())).toBe("ok");
    expect(passwordInGroup()).toBe(before);
    expect(await changed(rehearsal, SALES)).toEqual(["azurerm_container_group delete create"]);
    expect(await outcome(rehearsal.stack(SALES).apply())).toBe("ok");
    expect(passwordInGroup()).toBe("another");
    const [secret] = rehearsal.world.all.filter(({ id }) => id.endsWith("/sales-password"));
    expect([secret.values.value, secret.values.value_wo]).toEqual([null, null]);
  });
});

describe("a domain's Container Apps job", () => {
  const deployed = async (inContainerApps: "admitted" | "not admitted") => {
    const withApps = new Stage({ inContainerApps });
    const rehearsal = withApps.rehearsal([SALES]);
    rehearsal.world.put("azurerm_subnet", APPS_SUBNET, { name: "apps" });
    await rehearsal.deploy(HUB);
    await rehearsal.deploy(SALES_ACCESS);
    rehearsal.onSite();
    const { failure } = await rehearsal.deploy(SALES);
    withApps.clear();
    return {
      refusals: failure?.refusals,
      made: rehearsal.world.events.indexOf("create", "/jobs/retail-prod-sales-nightly") > 0,
    };
  };

  it("is made by the rights that the domain's deployer has, in a subnet that the hub's vault admits", async () => {
    expect(await deployed("admitted")).toEqual({ refusals: undefined, made: true });
  });

  it("fails behind a vault that does not", async () => {
    expect(await deployed("not admitted")).toEqual({ refusals: ["app-job/vault-network"], made: false });
  });
});

it("keeps going when a stack fails, says what failed, and takes down what there is", async () => {
  const rehearsal = stage.rehearsal();
  rehearsal.stack(SALES).change((configuration) => (block(configuration, "azurerm_container_group").name = "."));
  const results = await rehearsal.run();
  const failed = results.filter(({ failure }) => failure !== undefined);
  expect(failed.map(({ stackName, steps }) => [stackName, ...steps.map(({ step }) => step)])).toEqual([
    [SALES, "init", "validate", "apply"],
  ]);
  expect(failed[0].failure).toMatchObject({ step: "apply", refusals: ["name/invalid"] });
  expect(failed[0].failure!.output).toMatch(/^Error: creating .*InvalidResourceName: '\.' is not a valid name/);
  expect(rehearsal.world.events.indexOf("create", "/containerGroups/retail-prod-books-transform")).toBeGreaterThan(0);
  expect(rehearsal.world.all.map(({ id }) => id.split("/").pop())).toEqual([]);
});

it("converges after an interruption in mid-apply, with nothing made twice", async () => {
  const rehearsal = stage.rehearsal();
  const stack = rehearsal.stack(HUB);
  expect(await outcome(stack.init())).toBe("ok");
  let interrupted = false;
  rehearsal.world.events.listen(({ type }) => {
    if (type === NAMESPACE && !interrupted) {
      interrupted = true;
      stack.interrupt();
    }
  });
  expect(await outcome(stack.apply())).toContain("execution halted");
  const made = rehearsal.world.events.all.length;
  expect(await outcome(stack.apply())).toBe("ok");
  const created = rehearsal.world.events.all.filter(({ kind }) => kind === "create").map(({ id }) => id);
  expect(created.length).toBeGreaterThan(made);
  expect(new Set(created).size).toBe(created.length);
  expect(rehearsal.world.events.refusals).toEqual([]);
  expect((await stack.plan()).code).toBe(0);
});

it("is told that things exist when Terraform was killed with them in flight, and converges when they are imported", async () => {
  const rehearsal = stage.rehearsal();
  const stack = rehearsal.stack(HUB);
  expect(await outcome(stack.init())).toBe("ok");
  let killed = false;
  rehearsal.world.events.listen(({ type }) => {
    if (type === NAMESPACE && !killed) {
      killed = true;
      stack.kill();
    }
  });
  expect((await stack.apply()).code).not.toBe(0);
  // How much of the state was written is chance. What depends on something lost shows only once that is imported.
  const lost: string[] = [];
  let apply = await stack.apply();
  expect(apply.code).toBe(1);
  while (apply.code !== 0) {
    const refused = ALREADY.flatMap((said) => [...apply.output.matchAll(said)]);
    expect({ refused, said: apply.output }).not.toEqual({ refused: [], said: apply.output });
    for (const { groups } of refused) {
      const { id, address } = groups as { id: string; address: string };
      const version = id.includes("Microsoft.DataFactory") ? "2018-06-01" : "2024-01-01";
      const known = address.startsWith("azapi_") ? `${id}?api-version=${version}` : id;
      expect(await outcome(stack.import(address, known))).toBe("ok");
      lost.push(address.split(".")[0]);
    }
    apply = await stack.apply();
  }
  expect(lost).toContain("azapi_resource");
  expect(new Set(rehearsal.world.events.refusals.map(({ rule }) => rule))).toEqual(new Set(["existence/already"]));
  expect((await stack.plan()).code).toBe(0);
});

it("says where to get Terraform when it is not there", async () => {
  const { PATH } = process.env;
  process.env.PATH = "";
  try {
    await expect(stage.rehearsal().stack(HUB).init()).rejects.toThrow(
      /^terraform is not on PATH\. It is one file: https:\/\/developer\.hashicorp\.com\/terraform\/install/,
    );
  } finally {
    process.env.PATH = PATH;
  }
});

it("recovers a deleted vault of its own name, and a second time round writes its secrets again", async () => {
  const rehearsal = await stage.withHubAlone();
  expect(await outcome(rehearsal.stack(HUB).destroy())).toBe("ok");
  expect(rehearsal.world.deletedVault(vaultName(rehearsal))).toBeDefined();
  expect(await outcome(rehearsal.stack(HUB).apply())).toBe("ok");
  const kinds = rehearsal.world.events.all.filter(({ type }) => type === "azurerm_key_vault").map(({ kind }) => kind);
  expect(kinds).toEqual(["create", "delete", "recover"]);
  expect((await rehearsal.stack(HUB).plan()).code).toBe(0);
});

it("does not recover a vault against what the provider is told, nor one of somebody else", async () => {
  const rehearsal = await stage.withHubAlone();
  expect(await outcome(rehearsal.stack(HUB).destroy())).toBe("ok");
  rehearsal.stack(HUB).change(({ provider }) => {
    const [azurerm] = (provider as { azurerm: { features: { key_vault: Record<string, unknown>[] }[] }[] }).azurerm;
    azurerm.features[0].key_vault[0].recover_soft_deleted_key_vaults = false;
  });
  expect(await outcome(rehearsal.stack(HUB).apply())).toContain("is in a deleted but recoverable state");
  expect(rehearsal.world.events.refusals.map(({ rule }) => rule)).toEqual(["name/taken"]);
});

function vaultName({ world }: Rehearsal): string {
  return world.events.all
    .find(({ type }) => type === "azurerm_key_vault")!
    .id.split("/")
    .pop()!;
}
