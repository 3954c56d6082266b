import { SqlServerLogin } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** An account of Windows, taken for a user of SQL Server. */
export function program(): void {
  SqlServerLogin.password("CORP\\svc_adf", new MovingFactory().secret("dwh-password"));
}
