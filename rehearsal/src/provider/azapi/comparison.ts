import { Value, Values, isValues, same } from "../value";

/** How azapi compares what it asked for with what Azure answers. */
export interface Comparison {
  readonly ignoreCasing: boolean;
  readonly ignoreMissingProperty: boolean;
}

/** Texts that Azure answers instead of a secret. */
const HIDDEN = /^(?:\*+|<redacted>|)$/;

/**
 * What was asked for, with the values that Azure answers: keys that were not asked for are not looked at. Objects in
 * lists are known by their names, where they have any. That Azure answers the rest as it was asked is [assumed A22].
 *
 * Source: terraform-provider-azapi, `utils/json.go`, UpdateObject; each fault of it is meant.
 */
export function answered(asked: Value, answer: Value, how: Comparison): Value {
  if (same(asked, answer)) {
    return asked;
  }
  if (isValues(asked) && isValues(answer)) {
    return answeredObject(asked, answer, how);
  }
  if (Array.isArray(asked) && Array.isArray(answer)) {
    return answeredList(asked, answer, how);
  }
  const isKept =
    typeof asked === "string" &&
    typeof answer === "string" &&
    ((how.ignoreCasing && asked.toLowerCase() === answer.toLowerCase()) ||
      (how.ignoreMissingProperty && HIDDEN.test(answer)));
  return isKept ? asked : answer;
}

function answeredObject(asked: Values, answer: Values, how: Comparison): Values {
  const kept = Object.entries(asked).flatMap(([name, value]): [string, Value][] => {
    const found = answer[name] ?? null;
    return found !== null
      ? [[name, answered(value, found, how)]]
      : how.ignoreMissingProperty || isNothing(value)
        ? [[name, value]]
        : [];
  });
  return Object.fromEntries(kept);
}

function answeredList(asked: Value[], answer: Value[], how: Comparison): Value[] {
  const [first = null] = asked;
  if (asked.length === 0 || nameOf(first) === undefined) {
    return asked.length === 0 || asked.length !== answer.length
      ? answer
      : asked.map((item, index) => answered(item, answer[index], how));
  }
  const left = [...answer];
  const take = (fits: (item: Value) => boolean): Value | undefined => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const found = asked.flatMap((item) => {
    const name = nameOf(item);
    const other = take((one) => same(one, item)) ?? take((one) => name !== undefined && nameOf(one) === name);
    return other === undefined ? [] : [answered(item, other, how)];
  });
  return [...found, ...left];
}

const nameOf = (item: Value): string | undefined =>
  isValues(item) && typeof item.name === "string" && item.name !== "" ? item.name : undefined;

function isNothing(value: Value): boolean {
  return (
    value === null ||
    value === "" ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0) ||
    (isValues(value) && Object.keys(value).length === 0)
  );
}

/** What is there, with what is asked for over it; a list is replaced by another of another length. */
export function merged(there: Value, asked: Value): Value {
  if (isValues(there) && isValues(asked)) {
    const over = Object.entries(asked).map(([name, value]): [string, Value] => [
      name,
      merged(there[name] ?? null, value),
    ]);
    return { ...there, ...Object.fromEntries(over) };
  }
  if (Array.isArray(there) && Array.isArray(asked) && there.length === asked.length) {
    return asked.map((item, index) => merged(there[index], item));
  }
  return asked;
}
