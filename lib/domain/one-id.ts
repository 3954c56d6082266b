import { IConstruct } from "constructs";
import { Rule, Violation } from "../core/rule";

const ONE_ID = new Rule({
  id: "domain/one-id",
  why: "What lies in a domain is known by its ID: its addresses in Terraform follow from it.",
  fix: "Give each an ID of its own.",
  source: "constructs: Node.id",
});

/** One violation if something in the domain has the ID already, before parts of it are named after the ID. */
export function idViolations(domain: IConstruct, id: string): Violation[] {
  return ONE_ID.when(domain.node.tryFindChild(id) !== undefined, `"${id}" twice`);
}
