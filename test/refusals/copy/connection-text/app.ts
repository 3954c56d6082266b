import { SqlServerLogin } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A user who brings settings of his own. */
export function program(): void {
  SqlServerLogin.password("adf;TrustServerCertificate=True", new MovingFactory().secret("dwh-password"));
}
