import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { Owners } from "../core/owners";
import { Rule, Violation } from "../core/rule";
import { DomainPlan } from "../holding/domain-plan";

const ONE_ENVIRONMENT = new Rule({
  id: "domain/one-environment",
  why: "Two environments that write one table or schema undo each other's work: what play tries out is what prod reports.",
  fix: 'Give each a host per tier, and a database or schema of its own: plan.own("dwh") names one per environment.',
  source: "this library: environments",
});

/** By tree: the stack that writes a place, with its environment. */
const WRITERS = new Owners<DomainPlan>();

/**
 * Takes places, such as a table of a database of a server, for the environment of `plan`; violations where another
 * environment of the same tree writes one of them.
 */
export function takePlaces(construct: IConstruct, plan: DomainPlan, places: readonly string[]): Violation[] {
  return places
    .filter((place) => !Token.isUnresolved(place))
    .flatMap((place) => {
      const writer = WRITERS.firstOf(construct.node.root, place, plan);
      return ONE_ENVIRONMENT.when(
        writer.environment.name !== plan.environment.name,
        `${place} in ${plan.stackName}, which ${writer.stackName} writes`,
      );
    });
}
