import { search } from "jmespath";
import { Dynamic, Value, Values, isValues, plain, textOf } from "../value";
import { dynamicOf } from "../dynamic";

/** What is exported of an answer: by paths in it, or by JMESPath, each with a name. */
export function exported(answer: Value, wanted: Value, otherwise: Value): Dynamic | null {
  const values = plain(wanted);
  if (Array.isArray(values)) {
    return dynamicOf(values.includes("*") ? answer : values.map(textOf).reduce<Values>(adding(answer), {}));
  }
  return isValues(values)
    ? dynamicOf(Object.fromEntries(Object.entries(values).map(([name, path]) => [name, at(answer, textOf(path))])))
    : dynamicOf(otherwise);
}

/** What JMESPath finds. */
export const at = (value: Value, path: string): Value => (search(value, path) as Value | undefined) ?? null;

function adding(answer: Value): (found: Values, path: string) => Values {
  return (found, path) => deepened(found, path.split("."), answer);
}

function deepened(found: Values, [name, ...rest]: readonly string[], answer: Value): Values {
  const value = isValues(answer) ? answer[name] : undefined;
  if (value === undefined || value === null) {
    return found;
  }
  const before = found[name];
  return { ...found, [name]: rest.length === 0 ? value : deepened(isValues(before) ? before : {}, rest, value) };
}
