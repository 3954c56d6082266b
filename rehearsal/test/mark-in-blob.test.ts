/** A domain without a database of its own: what has changed in a shop goes into files, and the marks lie beside them. */
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import {
  AzapiProvider,
  BlobAccess,
  BlobContainer,
  BlobStore,
  DomainPlan,
  Environment,
  Expression,
  IncrementalCopy,
  IncrementalWindow,
  PlatformApp,
  PostgreSqlStore,
  SourceDomain,
  TriggerFrequency,
  Watermark,
} from "../../lib";
import { wrongBodies } from "../../test/support/models";
import { template } from "../../test/support/stack";
import { rehearse } from "../src/rehearse";
import { deployer, shopPlan } from "./support/shop-plan";

const { contoso, retail, shop } = shopPlan();
const archive = retail.addDomain("archive", { forwards: [shop], ownBlobs: true, productionDeployer: deployer(3) });
retail.addSecret("shop-password", { readers: [archive] });

class ArchiveStack extends TerraformStack {
  public readonly files: BlobStore;

  constructor(scope: Construct, plan: DomainPlan) {
    super(scope, plan.stackName);
    const { subscriptionId } = plan;
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId, resourceProviderRegistrations: "none" });
    new AzapiProvider(this, "azapi", { subscriptionId });
    const domain = new SourceDomain(this, "Archive", { plan });
    const source = new PostgreSqlStore(domain, "Shop", {
      within: domain,
      forward: domain.forward(shop),
      database: "shop",
      user: "adf_archive",
      password: domain.vault.secret("shop-password"),
    });
    this.files = new BlobStore(domain, "Files", {
      within: domain,
      container: new BlobContainer(domain, "Container", {
        storageAccount: domain.storageAccount,
        containerName: "archive",
      }),
      access: BlobAccess.WRITE,
    });
    const copies = ["orders", "items"].map((table) => {
      const mark = Watermark.inBlob(this.files, { name: table });
      return new IncrementalCopy(`Copy ${table}`, {
        source: source.window("public", table, IncrementalWindow.since("changed_at", mark)),
        sink: this.files.into(Expression.interpolated(`${table}/@{pipeline().RunId}`)),
      });
    });
    domain.addPipeline("Nightly", {
      activities: copies.flatMap((copy) => copy.activities),
      schedule: { frequency: TriggerFrequency.DAY, hours: [2], timeZone: "W. Europe Standard Time" },
    });
  }
}

test("marks in a domain's own container are taken by Azure, and its factory may write them", async () => {
  const app = Testing.app();
  const stack = new ArchiveStack(app, archive.planFor(Environment.PROD));
  const { failures, events } = await rehearse({
    app,
    holding: contoso,
    platform: (outdir) => new PlatformApp(contoso, { outdir }),
  });
  expect(failures).toEqual([]);
  expect(events.all.filter(({ kind }) => kind === "run").map(({ id }) => id.split("/").pop())).toEqual(["nightly"]);
  expect(wrongBodies(template(stack))).toEqual([]);
});
