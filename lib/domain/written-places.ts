import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { Rule, Violation } from "../core/rule";
import { DomainPlan } from "../holding/domain-plan";

const ONE_ENVIRONMENT = new Rule({
  id: "domain/one-environment",
  why: "Two environments that write one table or schema undo each other's work: what play tries out is what prod reports.",
  fix: 'Give each a host per tier, and a database or schema of its own: plan.own("dwh") names one per environment.',
  source: "this library: environments",
});

/** By tree: the stack that writes a place, with its environment. */
const WRITERS_BY_TREE = new WeakMap<IConstruct, Map<string, DomainPlan>>();

/**
 * Takes places, such as a table of a database of a server, for the environment of `plan`; violations where another
 * environment of the same tree writes one of them.
 */
export function takePlaces(construct: IConstruct, plan: DomainPlan, places: readonly string[]): Violation[] {
  const { root } = construct.node;
  const writers = WRITERS_BY_TREE.get(root) ?? new Map<string, DomainPlan>();
  WRITERS_BY_TREE.set(root, writers);
  return places
    .filter((place) => !Token.isUnresolved(place))
    .flatMap((place) => {
      const key = place.toLowerCase();
      const writer = writers.get(key) ?? plan;
      writers.set(key, writer);
      return ONE_ENVIRONMENT.when(
        writer.environment.name !== plan.environment.name,
        `${place} in ${plan.stackName}, which ${writer.stackName} writes`,
      );
    });
}
