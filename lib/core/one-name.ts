import { TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { NAME_SYNTAX } from "./limits";
import { Owners } from "./owners";
import { NameKind, nameViolations } from "./resource-name";
import { Rule, Violation } from "./rule";

const ONE_NAME = new Rule({
  id: "core/one-name",
  why: "Azure has one of a kind and name in a place, whatever its case: Terraform would fail to make the second, or both would change it by turns, and name neither.",
  fix: "Give each a name of its own, or one construct to all that use it.",
  source: "Microsoft: naming rules and restrictions for Azure resources",
});

/** By stack: the path of what has a name, by kind, place and name. */
const OWNERS = new Owners<string>();

/**
 * Violations by the name of a resource that `made` makes: by Azure's naming rules, and where another construct of its
 * stack has it. It is taken for `made`.
 *
 * @param place in which it is the only one: a resource group, an account. What is known after apply alone is compared as
 * it is referred to.
 */
export function ownNameViolations(made: IConstruct, kind: NameKind, place: string, name: string): Violation[] {
  const { path } = made.node;
  const owner = OWNERS.firstOf(TerraformStack.of(made), [kind, place, name].join("/"), path);
  return [
    ...nameViolations(kind, name),
    ...ONE_NAME.when(owner !== path, `the ${NAME_SYNTAX[kind].resource} "${name}", which ${owner} is already`),
  ];
}
