import { SqlServerLogin } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A user who brings settings of his own. */
export function program(): void {
  SqlServerLogin.password({
    host: "sql01.retail.example",
    database: "dwh",
    user: "adf;TrustServerCertificate=True",
    password: new MovingFactory().secret("dwh-password"),
  });
}
