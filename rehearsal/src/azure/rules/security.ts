import { Values } from "../../provider/value";
import type { World } from "../world";
import { parentOf, sameId } from "../ids";
import { blocks, text } from "../operation";
import { given } from "../types/kind";

/** The tag from which a load balancer probes. */
const BALANCER = "AzureLoadBalancer";

/**
 * Whether a security group lets a load balancer's probes in on a port. Without a rule of somebody's, Azure's own one
 * does. Source: Microsoft, network security groups, default security rules.
 */
export function admitsProbes(world: World, groupId: string, port: number): boolean {
  const inline = blocks(world.find(groupId)?.values ?? {}, "security_rule");
  const apart = world
    .ofType("azurerm_network_security_rule")
    .filter(({ id }) => sameId(parentOf(id), groupId))
    .map(({ values }) => values);
  const [decisive] = [...inline, ...apart]
    .filter((rule) => text(rule, "direction") === "Inbound")
    .filter((rule) => concerns(rule, port))
    .sort((left, right) => Number(left.priority) - Number(right.priority));
  return decisive === undefined || text(decisive, "access") === "Allow";
}

function concerns(rule: Values, port: number): boolean {
  const sources = given(rule, "source_address_prefix", "source_address_prefixes");
  const ports = given(rule, "destination_port_range", "destination_port_ranges");
  const covers = (range: string): boolean => {
    const [first = "", last = first] = range.split("-");
    return range === "*" || (Number(first) <= port && port <= Number(last));
  };
  const protocol = text(rule, "protocol");
  return (
    sources.some((source) => ["*", BALANCER].includes(source)) && ports.some(covers) && ["*", "Tcp"].includes(protocol)
  );
}
