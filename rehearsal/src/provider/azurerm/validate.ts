import { Block, TypeSchema } from "../../schema/schema";
import { UNKNOWN, Value, Values, isValues } from "../value";

/** What the provider itself finds wrong with a configuration, before anybody asks Azure. */
export function validate({ groups, block }: TypeSchema, config: Values): string[] {
  const given = (path: string): boolean => valuesAt(config, path).some(isGiven);
  const open = (path: string): boolean => valuesAt(config, path).includes(UNKNOWN);
  const exactly = groups.exactlyOneOf
    .filter((paths) => !paths.some(open) && parentGiven(config, paths[0]))
    .flatMap((paths) => {
      const count = paths.filter(given).length;
      const names = paths.map((path) => `\`${path}\``).join(", ");
      return count === 1 ? [] : [`${count === 0 ? "one" : "only one"} of ${names} must be specified`];
    });
  const conflicts = groups.conflicts.flatMap(([first, ...others]) =>
    others.filter((other) => given(first) && given(other)).map((other) => `"${first}": conflicts with ${other}`),
  );
  const required = groups.requiredWith.flatMap(([first, ...others]) =>
    others
      .filter((other) => given(first) && !given(other))
      .map((other) => `"${first}": all of \`${first},${other}\` must be specified`),
  );
  return [...exactly, ...conflicts, ...required, ...countViolations(block, config)];
}

/** Too many or too few items, where Terraform is not told how many there may be. */
function countViolations(block: Block, config: Values): string[] {
  return Object.entries(block.attributes).flatMap(([name, { min, max }]) => {
    const value = config[name];
    const count = Array.isArray(value) ? value.length : undefined;
    const broken = count !== undefined && (count < min || (max > 0 && count > max));
    return broken ? [`"${name}": ${count} items, allowed are ${min} to ${max}`] : [];
  });
}

function isGiven(value: Value): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0);
}

/** Every value at a path, through all blocks of a name; where the way is not known, what is not known. */
function valuesAt(config: Values, path: string): Value[] {
  let values: Value[] = [config];
  for (const step of path.split(".").filter((part) => !/^\d+$/.test(part))) {
    values = values.flatMap((value) => value).map((value) => (isValues(value) ? (value[step] ?? null) : value));
  }
  return values;
}

function parentGiven(config: Values, path: string): boolean {
  const parent = path.includes(".") ? path.slice(0, path.indexOf(".")) : undefined;
  return parent === undefined || valuesAt(config, parent).some(isGiven);
}
