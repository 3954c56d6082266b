import { PortPlan } from "../../../../lib";
import { forwardTo } from "../../../support/plan";

/** One forward more than a network interface takes part in load-balancing rules. */
export function program(): void {
  const ports = Array.from({ length: 301 }, (_, index) => 10_000 + index);
  PortPlan.gateway(ports.map((port) => ({ forward: forwardTo({ port }, `port-${port}`) })));
}
