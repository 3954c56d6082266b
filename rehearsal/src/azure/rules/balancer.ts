import type { Resource, World } from "../world";
import { parentOf, sameId } from "../ids";
import { Operation, Refusal, blocks, text } from "../operation";
import { given } from "../types/kind";

const RULE = "azurerm_lb_rule";

/** Load-balancing rules per network interface. Source: Microsoft, Azure Load Balancer limits. */
export const RULES_PER_CARD = 300;

/** Minutes without traffic after which a connection is dropped. Source: Microsoft, Load Balancer TCP reset and idle timeout. */
const IDLE_MINUTES = { min: 4, max: 30 };

function onRule(refusal: Omit<Refusal, "types" | "kinds">): Refusal {
  return { ...refusal, types: [RULE], kinds: ["create", "update"] };
}

/** Rules of load balancers. */
export const BALANCER: readonly Refusal[] = [
  onRule({
    id: "balancer/frontend",
    refuses: "A rule names a frontend of its load balancer.",
    source: "azurerm: lb_rule, frontend_ip_configuration_name",
    status: 404,
    code: "FrontendIPConfigurationNotFound",
    says: ({ world, id, values }) => {
      const name = text(values, "frontend_ip_configuration_name");
      const frontends = blocks(world.find(parentOf(id))?.values ?? {}, "frontend_ip_configuration");
      return frontends.some((frontend) => text(frontend, "name") === name)
        ? undefined
        : `[ERROR] Cannot find FrontEnd IP Configuration with the name ${name}`;
    },
  }),
  onRule({
    id: "balancer/frontend-port",
    refuses: "One port of one frontend leads to one service.",
    source: "Microsoft: load balancer, RulesUseSameFrontendPortProtocolAndIPConfig",
    status: 400,
    code: "RulesUseSameFrontendPortProtocolAndIPConfig",
    says: (operation) => {
      const same = ["frontend_ip_configuration_name", "frontend_port", "protocol"];
      const other = others(operation).find(({ values }) =>
        same.every((name) => values[name] === operation.values[name]),
      );
      return other && `Load balancing rules ${other.id} and ${operation.id} use the same frontend port and protocol.`;
    },
  }),
  onRule({
    id: "balancer/backend-port",
    refuses: "Two rules do not lead to the same port of the same pool, but for floating addresses.",
    source: "Microsoft: load balancer, RulesUseSameBackendPortProtocolAndPool",
    status: 400,
    code: "RulesUseSameBackendPortProtocolAndPool",
    says: (operation) => {
      const { values } = operation;
      const pools = given(values, "backend_address_pool_ids");
      const other = others(operation).find(
        (rule) =>
          rule.values.backend_port === values.backend_port &&
          rule.values.protocol === values.protocol &&
          given(rule.values, "backend_address_pool_ids").some((pool) => pools.some((own) => sameId(own, pool))),
      );
      return values.floating_ip_enabled === true || other === undefined
        ? undefined
        : `Load balancing rules ${other.id} and ${operation.id} use the same backend port, protocol and pool.`;
    },
  }),
  onRule({
    id: "balancer/own-parts",
    refuses: "Pool and probe of a rule are of the rule's own load balancer.",
    source: "Microsoft: troubleshoot Azure Resource Manager, InvalidResourceReference",
    status: 400,
    code: "InvalidResourceReference",
    says: ({ id, values }) => {
      const foreign = given(values, "backend_address_pool_ids", "probe_id").find(
        (part) => !sameId(parentOf(part), parentOf(id)),
      );
      return foreign && `${foreign} is not of the load balancer of ${id}.`;
    },
  }),
  onRule({
    id: "balancer/idle-timeout",
    refuses: `A connection is dropped after ${IDLE_MINUTES.min}-${IDLE_MINUTES.max} minutes without traffic.`,
    source: "Microsoft: Load Balancer TCP reset and idle timeout",
    status: 400,
    code: "LoadBalancingRuleInvalidIdleTimeout",
    says: ({ values: { idle_timeout_in_minutes: minutes } }) =>
      typeof minutes === "number" && (minutes < IDLE_MINUTES.min || minutes > IDLE_MINUTES.max)
        ? `The idle timeout of ${minutes} minutes is not allowed.`
        : undefined,
  }),
  onRule({
    id: "balancer/rules-per-card",
    refuses: `A network interface takes part in at most ${RULES_PER_CARD} rules.`,
    source: "Microsoft: Azure subscription limits, Load Balancer",
    status: 400,
    code: "LoadBalancingRulesPerNicLimitExceeded",
    says: (operation) => {
      const pools = given(operation.values, "backend_address_pool_ids");
      const count = 1 + rulesOf(operation.world, pools).filter(({ id }) => !sameId(id, operation.id)).length;
      return count > RULES_PER_CARD ? `${pools.join(", ")} would have ${count} rules.` : undefined;
    },
  }),
];

function others({ world, id }: Operation): Resource[] {
  return world.ofType(RULE).filter((rule) => sameId(parentOf(rule.id), parentOf(id)) && !sameId(rule.id, id));
}

/** Rules that lead to any of these pools. */
export function rulesOf(world: World, pools: readonly string[]): Resource[] {
  return world
    .ofType(RULE)
    .filter(({ values }) =>
      given(values, "backend_address_pool_ids").some((pool) => pools.some((own) => sameId(own, pool))),
    );
}
