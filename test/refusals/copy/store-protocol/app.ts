import { Forward, Protocol } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A SQL Server where a PostgreSQL listens. */
export function program(): void {
  const plant = new Forward("plant", { host: "pg01.retail.example", port: 5432, protocol: Protocol.POSTGRESQL });
  new MovingFactory().sqlServer("Plant", { forward: plant });
}
