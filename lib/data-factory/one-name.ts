import { IConstruct } from "constructs";
import { Owners } from "../core/owners";
import { Rule, Violation } from "../core/rule";
import { PartBodies } from "./bodies";

const ONE_NAME = new Rule({
  id: "data-factory/one-name",
  why: "A factory finds each of its parts by kind and name, whatever its case: the second of a name would fail when it is deployed, or take the place of the first.",
  fix: "Give each a name of its own.",
  source: "Microsoft: Azure Data Factory naming rules",
});

/** What has names of its own within a factory. */
export type NamedKind = keyof PartBodies | "trigger";

/** By tree: the path of what has a name, by factory, kind and name. */
const OWNERS = new Owners<string>();

/** Takes a name within a factory for `part`; violations, with `advice`, where another part of its tree has it. */
export function takeName(
  part: IConstruct,
  factoryName: string,
  kind: NamedKind,
  name: string,
  advice?: string,
): Violation[] {
  const { root, path } = part.node;
  const owner = OWNERS.firstOf(root, [factoryName, kind, name].join("/"), path);
  return ONE_NAME.when(
    owner !== path,
    `the ${kind} "${name}" of the factory ${factoryName}, which ${owner} is already`,
    advice,
  );
}
