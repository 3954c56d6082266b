import { App, AppConfig } from "cdktf";
import { warn } from "../core/rule";
import { Holding } from "../holding/holding";
import { AccessStack } from "./access-stack";
import { HubStack } from "./hub-stack";
import { RoleCount, roleAssignmentsIn } from "./role-count";

/**
 * What a platform team deploys of a plan: every hub, and of every domain in every environment what that may, a stack each.
 * A domain team rehearses its own stacks on it.
 */
export class PlatformApp extends App {
  /** A stack per subsidiary and tier, as planned. */
  public readonly hubs: HubStack[];
  /** A stack per domain and environment, as planned. */
  public readonly accesses: AccessStack[];

  /**
   * @param config where it is synthesized to, and whatever else an app can be told
   *
   * @throws what a hub, or what a domain may, refuses
   */
  constructor(holding: Holding, config: AppConfig = {}) {
    super(config);
    this.hubs = holding.hubPlans.map((plan) => new HubStack(this, plan));
    this.accesses = holding.domainPlans.map((plan) => new AccessStack(this, plan));
    const count = new RoleCount();
    this.hubs.forEach((stack) => count.add(stack.plan.subscriptionId, roleAssignmentsIn(stack)));
    this.accesses.forEach(({ access }) => access._givenIn.forEach((where) => count.add(where, 1)));
    warn(this, count.warnings());
  }
}
