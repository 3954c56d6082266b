import { CustomStore } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A password in a connection string. */
export function program(): void {
  const within = new MovingFactory();
  new CustomStore(within.dataFactory, "Plant", {
    within,
    linkedServiceType: "PostgreSqlV2",
    typeProperties: { server: "pg01.retail.example", username: "adf", password: "hunter2" },
  });
}
