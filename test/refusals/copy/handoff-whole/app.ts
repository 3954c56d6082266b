import { BlobHandoff, DataContract, Duration, HandoffExport, IncrementalWindow, LogicalType } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { MovingFactory } from "../../../support/movement";

/** What has changed in a day is given, as if every day were taken. */
export function program(): void {
  const moving = new MovingFactory();
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
  new HandoffExport(moving.stack, "Export", {
    dataFactory: moving.dataFactory,
    handoff,
    pipelineName: "give-stock-levels",
    linkedServiceName: "give_stock_levels",
    source: moving.sqlServer().window("dbo", "StockLevel", IncrementalWindow.trailing("ChangedAt", Duration.days(2))),
  });
}
