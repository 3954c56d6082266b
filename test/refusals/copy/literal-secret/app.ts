import { CustomStore } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A password in a connection string. */
export function program(): void {
  const { dataFactory } = new MovingFactory();
  new CustomStore(dataFactory, "Plant", {
    dataFactory,
    linkedServiceName: "plant",
    subsidiaryName: "retail",
    linkedServiceType: "PostgreSqlV2",
    typeProperties: { server: "pg01.retail.example", username: "adf", password: "hunter2" },
  });
}
