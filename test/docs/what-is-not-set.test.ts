import { TerraformResource, TerraformStack, Testing } from "cdktf";
import type { IConstruct } from "constructs";
import * as library from "../../lib";
import { contoso, retail } from "../../stacks/example-holding";
import { HoldingApp } from "../../stacks/app";
import { example } from "../../stacks/example";
import { Runner, modules, proseOf } from "../support/docs";
import { Template, template } from "../support/stack";

const PAGE = "docs/guides/what-is-not-set.md";
const page = new Runner(modules()).run(PAGE.replace(/md$/, "ts")).exports as {
  tagged: (stack: TerraformStack) => void;
  strengthened: (hub: library.ConnectivityHub) => void;
  watched: (hub: library.ConnectivityHub, logAnalyticsWorkspaceId: string) => void;
};

/** A hub of the example, after what the page does to it. */
function hubAfter(change: (stack: library.HubStack) => void): Template {
  const stack = new library.HubStack(Testing.app(), retail.hubPlans[0]);
  change(stack);
  return template(stack);
}

const blocksOf = ({ resource = {} }: Template, type: string) => Object.values(resource[type]);

describe("what-is-not-set.md", () => {
  test("tags what can be tagged, and keeps what has tags already", () => {
    const { resource } = hubAfter((stack) => {
      const { vault } = stack.hub;
      Object.assign(vault.node.defaultChild!, { tags: { owner: "security", tier: "0" } });
      page.tagged(stack);
    });
    const tags = Object.entries(resource!).flatMap(([type, blocks]) =>
      Object.values(blocks).map((block) => [type, block.tags] as const),
    );
    const tagged = tags.filter(([, of]) => of !== undefined).map(([type]) => type);
    expect([...new Set(tagged)].sort()).toEqual([
      "azurerm_container_registry",
      "azurerm_data_factory",
      "azurerm_key_vault",
      "azurerm_key_vault_secret",
      "azurerm_resource_group",
      "azurerm_storage_account",
    ]);
    const all = { "cost-centre": "4711", owner: "data-platform" };
    expect(tags.find(([type]) => type === "azurerm_storage_account")![1]).toEqual(all);
    expect(tags.find(([type]) => type === "azurerm_key_vault")![1]).toEqual({ ...all, owner: "security", tier: "0" });
  });

  test("sets arguments that no props have", () => {
    const hub = hubAfter((stack) => page.strengthened(stack.hub));
    expect(blocksOf(hub, "azurerm_key_vault")).toMatchObject([{ soft_delete_retention_days: 30 }]);
    expect(blocksOf(hub, "azurerm_storage_account")).toMatchObject([
      { lifecycle: { prevent_destroy: true }, blob_properties: [{ versioning_enabled: true }] },
    ]);
  });

  test("puts resources of the reader's own beside a construct", () => {
    const hub = hubAfter((stack) => page.watched(stack.hub, "/subscriptions/s/logs"));
    const vault = expect.stringMatching(/^\$\{azurerm_key_vault\.Hub_Vault_\w+\.id\}$/);
    expect(blocksOf(hub, "azurerm_monitor_diagnostic_setting")).toMatchObject([{ target_resource_id: vault }]);
    expect(blocksOf(hub, "azurerm_management_lock")).toMatchObject([{ scope: vault, lock_level: "CanNotDelete" }]);
  });

  test("names every public construct that makes resources and has no resource as its node.defaultChild", () => {
    const app = new HoldingApp(contoso, example);
    const isOurs = (node: IConstruct) => Object.values(library).includes(node.constructor as never);
    const isResource = (node?: IConstruct) => TerraformResource.isTerraformResource(node);
    const constructs = app.node
      .findAll()
      .filter(
        (node) =>
          isOurs(node) && !isResource(node) && !TerraformStack.isStack(node) && node.node.findAll().some(isResource),
      );
    const without = constructs.filter(({ node }) => !isResource(node.defaultChild)).map((one) => one.constructor.name);
    const [, paragraph] = /^Constructs that are several resources([\s\S]*?)\n\n/m.exec(proseOf(PAGE))!;
    const named = [...paragraph.matchAll(/`([A-Z]\w+)`/g)].map(([, name]) => name);
    expect(constructs.length - without.length).toBeGreaterThan(100);
    expect([...new Set(without)].sort()).toEqual(named.sort());
  });
});
