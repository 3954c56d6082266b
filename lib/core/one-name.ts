import { TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { NAME_SYNTAX } from "./limits";
import { NameKind } from "./resource-name";
import { Rule, Violation } from "./rule";

const ONE_NAME = new Rule({
  id: "core/one-name",
  why: "Azure has one of a kind and name in a place, whatever its case: Terraform would fail to make the second, or both would change it by turns, and name neither.",
  fix: "Give each a name of its own, or one construct to all that use it.",
  source: "Microsoft: naming rules and restrictions for Azure resources",
});

/** By stack: the path of what has a name, by kind, place and name. */
const OWNERS_BY_STACK = new WeakMap<TerraformStack, Map<string, string>>();

/**
 * Takes the name of a resource for `made`; violations where another construct of its stack has it.
 *
 * @param place in which it is the only one: a resource group, an account. What is known after apply alone is compared as
 * it is referred to.
 */
export function takenNameViolations(made: IConstruct, kind: NameKind, place: string, name: string): Violation[] {
  const stack = TerraformStack.of(made);
  const owners = OWNERS_BY_STACK.get(stack) ?? new Map<string, string>();
  OWNERS_BY_STACK.set(stack, owners);
  const key = [kind, place, name].join("/").toLowerCase();
  const { path } = made.node;
  const owner = owners.get(key) ?? path;
  owners.set(key, owner);
  return ONE_NAME.when(owner !== path, `the ${NAME_SYNTAX[kind].resource} "${name}", which ${owner} is already`);
}
