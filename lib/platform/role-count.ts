import { TerraformResource } from "cdktf";
import { IConstruct } from "constructs";
import { Rule, Violation } from "../core/rule";
import { ROLE_ASSIGNMENTS, ROLE_ASSIGNMENTS_TO_WARN_OF } from "./limits";

const COUNT = new Rule({
  id: "platform/role-assignments",
  why: `A subscription takes ${ROLE_ASSIGNMENTS} role assignments, and nobody raises that: the deploy that gives one more is refused.`,
  fix: "Plan subscriptions of their own for some environments or subsidiaries, and groups instead of people as operators.",
  source: "Microsoft: Azure RBAC limits",
});

/** How many rights the stacks of a platform team give in each subscription. */
export class RoleCount {
  private readonly counts = new Map<string, number>();

  /** So many more in this subscription. */
  public add(subscriptionId: string, more: number): void {
    const key = subscriptionId.toLowerCase();
    this.counts.set(key, (this.counts.get(key) ?? 0) + more);
  }

  /** A warning for each subscription that soon takes no more. */
  public warnings(): Violation[] {
    return [...this.counts].flatMap(([subscription, count]) =>
      COUNT.when(
        count >= ROLE_ASSIGNMENTS_TO_WARN_OF,
        `${count} role assignments in ${subscription}, beside what others give there`,
      ),
    );
  }
}

/** Role assignments below a construct. */
export function roleAssignmentsIn(construct: IConstruct): number {
  return construct.node
    .findAll()
    .filter(
      (node) => TerraformResource.isTerraformResource(node) && node.terraformResourceType === "azurerm_role_assignment",
    ).length;
}
