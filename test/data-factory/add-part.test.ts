import { KeyVault as VaultResource } from "@cdktf/provider-azurerm/lib/key-vault";
import { StorageAccount as AccountResource } from "@cdktf/provider-azurerm/lib/storage-account";
import { DataAzurermClientConfig } from "@cdktf/provider-azurerm/lib/data-azurerm-client-config";
import { TerraformVariable, Testing, Token } from "cdktf";
import { CustomStore, Expression, Pipeline, WebActivity, WebMethod } from "../../lib";
import { PLACE } from "../support/azure";
import { MovingFactory } from "../support/movement";
import { refusalOf } from "../support/plan";
import { stackUnderTest, synthesized, template } from "../support/stack";

/** A pipeline that calls an address. */
function calling(moving: MovingFactory, url: string): Pipeline {
  const call = new WebActivity("Call", { method: WebMethod.GET, url: Expression.literal(url) });
  return new Pipeline(moving.stack, "Calls", {
    dataFactory: moving.dataFactory,
    pipelineName: "calls",
    activities: [call],
  });
}

function accountIn(moving: MovingFactory): AccountResource {
  return new AccountResource(moving.stack, "Account", {
    ...PLACE,
    name: "contosodata",
    accountReplicationType: "LRS",
    accountTier: "Standard",
  });
}

test("every part is replaced by making the new one first, from its first apply on", () => {
  const moving = new MovingFactory();
  moving.sqlServer().table("dbo", "Order");
  calling(moving, "https://azure.example/");
  const parts = Object.values(template(moving.stack).resource!.azapi_resource);
  expect(parts.map(({ type }) => String(type).split("/")[2]).sort()).toEqual([
    "datasets@2018-06-01",
    "integrationRuntimes@2018-06-01",
    "linkedservices@2018-06-01",
    "linkedservices@2018-06-01",
    "pipelines@2018-06-01",
  ]);
  expect(parts.map(({ lifecycle }) => lifecycle)).toEqual(parts.map(() => ({ create_before_destroy: true })));
});

describe("what a part's JSON refers to", () => {
  test("fails if it is a resource of the stack, which would be replaced as the part is", () => {
    const moving = new MovingFactory();
    const account = accountIn(moving);
    expect(refusalOf(() => calling(moving, `${account.primaryBlobEndpoint}exports`))).toMatch(
      /^Stack\/Calls: \[data-factory\/by-text\] given a reference to azurerm_storage_account\.Account\. /,
    );
  });

  test("fails also within a list, or where a whole value is one", () => {
    const moving = new MovingFactory();
    const { primaryBlobHost, primaryAccessKey } = accountIn(moving);
    const typeProperties = { hosts: [primaryBlobHost], key: Token.asAny(primaryAccessKey) };
    const store = () =>
      new CustomStore(moving.stack, "Store", {
        within: moving,
        linkedServiceType: "HttpServer",
        typeProperties,
      });
    expect(refusalOf(store)).toContain("[data-factory/by-text] given a reference to azurerm_storage_account.Account. ");
  });

  test("may be a variable, a data source, the factory, its group, or text that looks like an address", () => {
    const moving = new MovingFactory();
    const tenant = new DataAzurermClientConfig(moving.stack, "Tenant").tenantId;
    const host = new TerraformVariable(moving.stack, "host", { type: "string" }).stringValue;
    accountIn(moving);
    calling(moving, `https://${host}/${tenant}${moving.dataFactory.resourceId}?azurerm_storage_account.Account`);
    expect(() => synthesized(moving.stack)).not.toThrow();
  });

  test("may be another stack's, which comes by that stack's outputs", () => {
    const app = Testing.app();
    const hub = stackUnderTest("hub", app);
    const vault = new VaultResource(hub, "Vault", { ...PLACE, name: "contoso-kv", skuName: "standard", tenantId: "t" });
    calling(new MovingFactory(stackUnderTest("domain", app)), vault.vaultUri);
    expect(() => app.synth()).not.toThrow();
  });
});
