/** Roles of the tenant's own, made of the definitions in the package: what factories and operators may by them, and what not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PIPELINE, RUNTIME } from "../src/azure/types/data-factory";
import { Rehearsal } from "../src/rehearsal";
import {
  HUB,
  HUB_SUBSCRIPTION,
  LISTENER,
  OPERATORS,
  SALES,
  SALES_ACCESS,
  Stage,
  applied,
  outcome,
} from "./support/stage";

const ROLES = {
  linkRuntime: "0a0a0a0a-0000-4000-8000-000000000001",
  readRuntimeKeys: "0a0a0a0a-0000-4000-8000-000000000002",
};
const FILES = { linkRuntime: "link-runtime", readRuntimeKeys: "read-runtime-keys" };

const narrow = new Stage({ roles: ROLES });
const broad = new Stage();
afterAll(() => [narrow, broad].forEach((stage) => stage.clear()));

/** An administrator of the tenant makes the roles, of the files in the package. */
function defineRoles({ world }: Rehearsal, edit = (actions: string[]): string[] => actions): void {
  const scope = `/subscriptions/${HUB_SUBSCRIPTION}`;
  (["linkRuntime", "readRuntimeKeys"] as const).forEach((role) => {
    const { Name: name, Actions: actions } = JSON.parse(
      readFileSync(join(__dirname, `../../roles/${FILES[role]}.json`), "utf8"),
    ) as { Name: string; Actions: string[] };
    world.put("azurerm_role_definition", `${scope}/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`, {
      name,
      role_definition_id: ROLES[role],
      permissions: [{ actions: edit(actions) }],
    });
  });
}

const runtimeOf = ({ world }: Rehearsal): string =>
  world.ofType(RUNTIME).find(({ id }) => id.includes("/contoso-retail-production-adf/"))!.id;

/** What comes of a pipeline of the domain that asks the hub's runtime for its keys, as the domain's factory. */
function readingKeys(rehearsal: Rehearsal): string | undefined {
  const { azure, world } = rehearsal;
  const factory = world.ofType("azurerm_data_factory").find(({ id }) => id.includes("prod-sales"))!.id;
  const [credential] = world.all.filter(({ id }) => id.startsWith(`${factory}/credentials/`));
  const authentication = {
    type: "UserAssignedManagedIdentity",
    resource: "https://management.azure.com/",
    credential: { type: "CredentialReference", referenceName: credential.id.split("/").pop()! },
  };
  const url = `https://management.azure.com${runtimeOf(rehearsal)}/listAuthKeys?api-version=2018-06-01`;
  const activity = {
    name: "Ask",
    type: "WebActivity",
    typeProperties: { method: "POST", url, body: "", authentication },
  };
  const id = `${factory}/pipelines/ask`;
  world.put(PIPELINE, id, { properties: { activities: [activity] } });
  return azure.whyNot(() => azure.run(id));
}

/** Hub, rights, nodes and domain; what the domain's deploy said. */
async function deployed(rehearsal: Rehearsal): Promise<string> {
  await applied(rehearsal.stack(HUB));
  await applied(rehearsal.stack(SALES_ACCESS));
  expect(rehearsal.onSite()).toMatchObject({ code: 0, output: "" });
  const stack = rehearsal.stack(SALES);
  expect(await outcome(stack.init())).toBe("ok");
  return outcome(stack.apply());
}

describe("with roles of the tenant's own", () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = narrow.rehearsal();
    defineRoles(rehearsal);
    expect(await deployed(rehearsal)).toBe("ok");
  });

  it("a domain links the runtime without Contributor [assumed A4], and no factory has more on it", () => {
    const onRuntime = rehearsal.world.assignments.filter(({ scope }) => scope === runtimeOf(rehearsal));
    expect([...new Set(onRuntime.map(({ roleName }) => roleName))].sort()).toEqual([
      "Data Factory Runtime Key Reader",
      "Data Factory Runtime Linker",
    ]);
    const links = rehearsal.world.ofType(RUNTIME).filter(({ values }) => JSON.stringify(values).includes("linkedInfo"));
    expect(links.map(({ id }) => id.split("/")[8])).toEqual(["contoso-retail-prod-sales-adf"]);
  });

  it("its pipelines read no key of the runtime", () => {
    expect(readingKeys(rehearsal)).toMatch(
      /AuthorizationFailed: The identity of .*prod-sales-adf has no role on .*retail-production-ir/,
    );
  });

  it("operators read the keys, and machines and deployers of domains do not", () => {
    const { azure } = rehearsal;
    const reads = (principalId: string) =>
      azure.whyNot(() => azure.listRuntimeKeys(runtimeOf(rehearsal), { principalId }));
    expect(reads(OPERATORS)).toBeUndefined();
    expect(reads(LISTENER)).toMatch(/does not have authorization .*listAuthKeys\/action/);
    expect(reads("d0d0d0d0-0000-4000-8000-000000000004")).toMatch(/does not have authorization/);
  });
});

it("is refused the link by a role that lacks the one action", async () => {
  const rehearsal = narrow.rehearsal();
  defineRoles(rehearsal, (actions) => actions.filter((action) => !action.includes("linkedIntegrationRuntime")));
  expect(await deployed(rehearsal)).toMatch(
    /AccessDeniedToSharedIntegrationRuntime|Access denied: the managed identity/,
  );
});

it("without them a domain links as Contributor, and whoever may write a pipeline reads the runtime's keys", async () => {
  const rehearsal = broad.rehearsal();
  expect(await deployed(rehearsal)).toBe("ok");
  expect(readingKeys(rehearsal)).toBeUndefined();
});
