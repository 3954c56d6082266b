import { CopyActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** From one runtime's database straight into another's. */
export function program(): void {
  const moving = new MovingFactory();
  const plant = moving.sqlServer("Plant", { runtime: moving.link("plant-ir") });
  new CopyActivity("Copy", {
    source: plant.table("dbo", "Reading"),
    sink: moving.sqlServer().insertInto("plant", "Reading"),
  });
}
