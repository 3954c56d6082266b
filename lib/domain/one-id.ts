import { IConstruct } from "constructs";
import { Rule, Violation } from "../core/rule";

const ONE_ID = new Rule({
  id: "domain/one-id",
  why: "What lies in a domain is known by its ID: its addresses in Terraform follow from it, and so do the IDs of its parts.",
  fix: "Give each an ID of its own.",
  source: "constructs: Node.id",
});

/**
 * Violations if something in the domain has the ID already, or that of a part that is made beside it: the ID with an
 * ending.
 */
export function idViolations(domain: IConstruct, id: string, endings: readonly string[] = []): Violation[] {
  const isThere = (one: string) => domain.node.tryFindChild(one) !== undefined;
  const parts = isThere(id) ? [] : endings.map((ending) => `${id}${ending}`).filter(isThere);
  return [
    ...ONE_ID.when(isThere(id), `"${id}", which is there already`),
    ...parts.flatMap((part) =>
      ONE_ID.when(true, `"${id}", of which a part would be "${part}", which is there already`),
    ),
  ];
}
