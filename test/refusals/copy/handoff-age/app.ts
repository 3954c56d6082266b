import { BlobHandoff, DataContract, Duration, HandoffImport, LogicalType } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { MovingFactory } from "../../../support/movement";

/** Data that may be of no age that a run could see. */
export function program(): void {
  const moving = new MovingFactory(undefined, "energy");
  const handoff = BlobHandoff.fromNames(moving.stack, "Handoff", {
    contract: new DataContract("stock-levels", {
      providerName: "retail",
      consumerName: "energy",
      owner: "stock-data@retail.example",
      columns: [{ name: "Article", logicalType: LogicalType.STRING }],
      retention: Duration.days(30),
    }),
    storageAccountId: `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/retailerp`,
    containerName: "stock-levels",
  });
  new HandoffImport(moving.stack, "Import", {
    dataFactory: moving.dataFactory,
    handoff,
    pipelineName: "take-stock-levels",
    linkedServiceName: "take_stock_levels",
    sink: moving.sqlServer().upsertInto("retail", "StockLevel", ["Article"]),
    maxAge: Duration.seconds(20),
  });
}
