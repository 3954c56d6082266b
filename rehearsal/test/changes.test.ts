import { RUNTIME } from "../src/azure/types/data-factory";
import { imagesIn } from "../src/images";
import { Rehearsal } from "../src/rehearsal";
import { BOOKS, BOOKS_ACCESS, HUB, SALES, SALES_ACCESS, Stage, applied, changed, outcome } from "./support/stage";

const STACKS = [HUB, SALES, BOOKS];
const ACCESSES = [SALES_ACCESS, BOOKS_ACCESS];
const GROUP_ANEW = "azurerm_container_group delete create";

const stage = new Stage();
let rehearsal: Rehearsal;

beforeAll(async () => {
  rehearsal = await stage.withHub();
  await applied(rehearsal.stack(SALES));
  await applied(rehearsal.stack(BOOKS));
});

afterAll(() => stage.clear());

/** From now on the stacks are as this stage synthesizes them, and their images are in the registry. */
function become(variant: Stage): void {
  for (const name of STACKS) {
    const configured = variant.configuration(name);
    rehearsal.stack(name).change((configuration) => Object.assign(configuration, configured));
    imagesIn(configured).forEach((image) => rehearsal.world.pushImage(image));
  }
  variant.clear();
}

/** What a deploy of the hub and then of both domains touches, by stack; after it nothing is left to do. */
async function touched(): Promise<Record<string, string[]>> {
  const touches: Record<string, string[]> = {};
  for (const name of STACKS) {
    touches[name] = await changed(rehearsal, name);
    if (touches[name].length > 0) {
      expect(await outcome(rehearsal.stack(name).applyPlan())).toBe("ok");
      expect(await changed(rehearsal, name)).toEqual([]);
    }
  }
  return touches;
}

it("touches nothing when nothing has changed", async () => {
  expect(await touched()).toEqual({ [HUB]: [], [SALES]: [], [BOOKS]: [] });
});

it("of an image's tag replaces the groups that run it, and nothing else", async () => {
  become(new Stage({ tag: "1.0.1" }));
  expect(await touched()).toEqual({ [HUB]: [], [SALES]: [GROUP_ANEW], [BOOKS]: [GROUP_ANEW] });
});

it("of a forward's port replaces the groups that connect to it; of the hub, what the connection says of itself", async () => {
  become(new Stage({ tag: "1.0.1", port: 1434 }));
  expect(await touched()).toEqual({
    [HUB]: ["azurerm_relay_hybrid_connection update"],
    [SALES]: [GROUP_ANEW],
    [BOOKS]: [GROUP_ANEW],
  });
});

it("of a runtime's key, renewed on site, touches nothing: no stack holds it", async () => {
  const [runtime] = rehearsal.world.ofType(RUNTIME).filter(({ id }) => id.includes("contoso-retail-production-adf"));
  runtime.hidden = { ...runtime.hidden, authKey1: "IR@renewed" };
  expect(await touched()).toEqual({ [HUB]: [], [SALES]: [], [BOOKS]: [] });
});

it("of the plan, by one more domain, touches neither hub nor other domains nor what these may", async () => {
  become(new Stage({ tag: "1.0.1", port: 1434, domains: ["stock"] }));
  expect(await touched()).toEqual({ [HUB]: [], [SALES]: [], [BOOKS]: [] });
  expect(await Promise.all(ACCESSES.map((name) => changed(rehearsal, name)))).toEqual([[], []]);
});

it("back to nothing takes down the domains first, and in each what stands on something before it", async () => {
  const before = rehearsal.world.events.all.length;
  for (const name of [SALES, BOOKS, ...ACCESSES, HUB]) {
    expect(await outcome(rehearsal.stack(name).destroy())).toBe("ok");
  }
  const deleted = rehearsal.world.events.since(before);
  const types = (stack: string): string[] =>
    deleted.filter((event) => event.stack === stack).map(({ type }) => type.replace(/^azurerm_|^Microsoft\.\w+\//, ""));
  expect(new Set(deleted.map(({ kind }) => kind))).toEqual(new Set(["delete"]));
  const inOrder = (stack: string, ...order: readonly string[]): void => {
    const last = (type: string): number => types(stack).lastIndexOf(type);
    const first = (type: string): number => types(stack).indexOf(type);
    order.slice(1).forEach((type, index) => {
      expect(first(type)).toBeGreaterThanOrEqual(0);
      expect([order[index], last(order[index])]).toEqual([order[index], Math.min(last(order[index]), first(type) - 1)]);
    });
  };
  inOrder(SALES, "factories/integrationRuntimes", "factories/credentials", "data_factory");
  inOrder(BOOKS, "container_group", "storage_share", "storage_account");
  ACCESSES.forEach((stack) => inOrder(stack, "resource_group", "user_assigned_identity"));
  inOrder(HUB, "key_vault_secret", "key_vault", "resource_group");
  inOrder(HUB, "namespaces/hybridConnections", "namespaces", "resource_group");
  expect(types(HUB).at(-1)).toBe("resource_group");
  expect(rehearsal.world.all.map(({ id }) => id.split("/").pop())).toEqual([]);
});
