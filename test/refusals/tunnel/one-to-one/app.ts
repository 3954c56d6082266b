import { PortPlan } from "../../../../lib";
import { forwardTo } from "../../../support/plan";

/** Two SQL Servers behind one gateway, both at the port that is the default. */
export function program(): void {
  const reporting = forwardTo({ host: "sql02.retail.example", bindAddress: "127.0.10.2" }, "reporting");
  PortPlan.gateway([{ forward: forwardTo() }, { forward: reporting }]);
}
