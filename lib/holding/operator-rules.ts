import { Rule, Violation } from "../core/rule";
import { isUuid } from "../core/uuid";
import { Operator, OperatorKind } from "./operator";

const OPERATOR_ID = new Rule({
  id: "holding/operator-id",
  why: "An operator is given rights by an object ID; a name or an application ID reaches nobody.",
  fix: "Give the UUID that 'az ad group show', 'az ad user show' or 'az ad sp show' prints with --query id.",
  source: "Microsoft: Entra object IDs",
});

const ONE_OPERATOR = new Rule({
  id: "holding/one-operator",
  why: "A role is given to a principal of one kind; Azure refuses it for another.",
  fix: "Name every operator of a site once.",
  source: "Microsoft: Azure role assignments, principalType",
});

export function operatorViolations(operators: readonly Operator[]): Violation[] {
  const known = new Set<string>();
  return operators.flatMap(({ principalId }) => {
    const again = known.has(principalId.toLowerCase());
    known.add(principalId.toLowerCase()); // Azure does not distinguish the case of object IDs
    return [
      ...OPERATOR_ID.when(!isUuid(principalId), `"${principalId}"`),
      ...ONE_OPERATOR.when(again, `${principalId} twice`),
    ];
  });
}

/** What an operator is who does not say. */
export function kindOf({ kind }: Operator): OperatorKind {
  return kind ?? OperatorKind.GROUP;
}
