import type { World } from "../../../azure/world";
import { UNKNOWN, Value, Values, isValues, textOf } from "../../value";

/** Where an argument of azurerm stands in Azure's body. */
export interface Place {
  readonly argument: string;
  /** Names on the way through the body, joined by dots. */
  readonly path: string;
  readonly write: (value: Value, world: World) => Value;
  /** None where the provider does not read it back: the state keeps what was written. */
  readonly read?: (value: Value) => Value;
  /** What the argument is where the body has nothing. */
  readonly none: Value;
}

const itself = (value: Value): Value => value;

/** As it is. */
export function at(path: string, argument: string): Place {
  return { argument, path, write: itself, read: itself, none: null };
}

/** A text that is JSON. */
export function json(path: string, argument: string): Place {
  return { ...at(path, argument), write: parsed, read: (value) => JSON.stringify(value) };
}

/** The blocks of one name, read back one by one. */
export function blocksAt(
  path: string,
  argument: string,
  write: (blocks: Values[]) => Value,
  read: (value: Value) => Values[],
): Place {
  return { argument, path, write: (value) => write(listed(value)), read, none: [] };
}

/** The one block of a name, read back from what is meant by it. */
export function blockAt(
  path: string,
  argument: string,
  write: (block: Values) => Value,
  read: (value: Values) => Values,
  isMeant: (value: Values) => boolean,
): Place {
  return blocksAt(
    path,
    argument,
    ([block]) => write(block),
    (value) => (isValues(value) && isMeant(value) ? [read(value)] : []),
  );
}

/** What the provider does not read back. */
export function unread(place: Place): Place {
  return { ...place, read: undefined };
}

/** The body that the arguments ask for, with what is the same in every such body. */
export function bodyFrom(places: readonly Place[], values: Values, always: Values, world: World): Values {
  const body = structuredClone(always);
  for (const { argument, path, write } of places) {
    const value = values[argument] ?? null;
    const isGiven = value !== null && value !== UNKNOWN && !(Array.isArray(value) && value.length === 0);
    if (isGiven) {
      put(body, path.split("."), write(value, world));
    }
  }
  return body;
}

/** The arguments that the provider reads from a body. */
export function argumentsIn(places: readonly Place[], body: Values): Values {
  const read = places.flatMap((place): [string, Value][] => {
    const value = valueAt(body, place.path);
    return place.read === undefined ? [] : [[place.argument, value === null ? place.none : place.read(value)]];
  });
  return Object.fromEntries(read);
}

function put(body: Values, [name, ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    body[name] = joined(body[name], value);
    return;
  }
  const inner = body[name];
  const next = isValues(inner) ? inner : {};
  body[name] = next;
  put(next, rest, value);
}

/** What several arguments say of the same: objects and lists add up. */
function joined(before: Value | undefined, value: Value): Value {
  return isValues(before) && isValues(value)
    ? { ...before, ...value }
    : Array.isArray(before) && Array.isArray(value)
      ? [...before, ...value]
      : value;
}

function valueAt(body: Values, path: string): Value {
  let value: Value = body;
  for (const name of path.split(".")) {
    value = isValues(value) ? (value[name] ?? null) : null;
  }
  return value;
}

/** What a text says in JSON; the text where it is none. */
function parsed(value: Value): Value {
  try {
    return JSON.parse(textOf(value)) as Value;
  } catch {
    return value;
  }
}

const listed = (value: Value): Values[] => (Array.isArray(value) ? value.filter(isValues) : []);
