/**
 * Evaluates those of Data Factory's expressions that the library emits, and no others. What Data Factory does not
 * document is taken at its strictest: every argument is evaluated, in every branch; a missing property is an error.
 */

/** A value of an expression; bigint for ticks, which are more than a number can hold. */
export type Value = null | boolean | number | bigint | string | Value[] | { [name: string]: Value };

/** What an expression can refer to. */
export interface Scope {
  readonly activities: ReadonlyMap<string, Value>;
  readonly variables: ReadonlyMap<string, string>;
  /** The time in UTC. */
  readonly time: string;
  /** The item of a Filter. */
  readonly item?: Value;
  /** What `pipeline()` tells of the run. */
  readonly pipeline?: Value;
}

/** 0:00 on 1 January 1970 in units of 100 ns since the year 1. Source: .NET, DateTime.UnixEpoch. */
const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;
const TICKS_PER_MILLISECOND = 10_000n;

/** Ticks of a time with up to seven digits of its second: Date knows three. */
function ticksOf(time: string): bigint {
  const [, start = "", , digits = "", zone = ""] = /^(.{19})(\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  const fraction = BigInt(digits.padEnd(7, "0"));
  return UNIX_EPOCH_TICKS + BigInt(instant(`${start}${zone}`)) * TICKS_PER_MILLISECOND + fraction;
}

class Wrong extends Error {}

const text = (value: Value): string => {
  if (typeof value !== "string") throw new Wrong(`${JSON.stringify(value)} is no text`);
  return value;
};
const truth = (value: Value): boolean => {
  if (typeof value !== "boolean") throw new Wrong(`${JSON.stringify(value)} is neither true nor false`);
  return value;
};
const whole = (value: Value): bigint => {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw new Wrong(`${JSON.stringify(value)} is no whole number`);
};

/** Units of time; months and years have no fixed length. */
const MILLISECONDS: Readonly<Record<string, number>> = {
  Second: 1_000,
  Minute: 60_000,
  Hour: 3_600_000,
  Day: 86_400_000,
};

const instant = (time: Value): number => {
  const milliseconds = Date.parse(text(time));
  if (Number.isNaN(milliseconds)) throw new Wrong(`${JSON.stringify(time)} is no time`);
  return milliseconds;
};
/** As .NET's format "o" writes a time in UTC. */
const inFull = (time: string): string => new Date(time).toISOString().replace("Z", "0000Z");

const printed = (value: Value): string => {
  if (typeof value === "boolean") return value ? "True" : "False"; // as .NET writes it
  return typeof value === "string" || typeof value === "bigint" ? `${value}` : JSON.stringify(value);
};

/** The functions that the library emits. Behaviour: test/data-factory/expression.test.ts, by Microsoft's own examples. */
export const FUNCTIONS: Readonly<Record<string, (scope: Scope, ...given: Value[]) => Value>> = {
  activity: ({ activities }, name) => {
    const found = activities.get(text(name));
    if (found === undefined) throw new Wrong(`there is no outcome of an activity ${text(name)}`);
    return found;
  },
  variables: ({ variables }, name) => {
    const found = variables.get(text(name));
    if (found === undefined) throw new Wrong(`there is no variable ${text(name)}`);
    return found;
  },
  item: ({ item }) => {
    if (item === undefined) throw new Wrong("item() outside a Filter");
    return item;
  },
  pipeline: ({ pipeline }) => {
    if (pipeline === undefined) throw new Wrong("pipeline() outside a run");
    return pipeline;
  },
  if: (_, condition, yes, no) => (truth(condition) ? yes : no),
  and: (_, one, other) => truth(one) && truth(other),
  or: (_, one, other) => truth(one) || truth(other),
  not: (_, one) => !truth(one),
  equals: (_, one, other) => {
    const [left, right] = [one, other].map((value) => (typeof value === "number" ? BigInt(value) : value));
    return left === right;
  },
  greater: (_, one, other) =>
    typeof one === "string" && typeof other === "string" ? one > other : whole(one) > whole(other),
  div: (_, one, other) => whole(one) / whole(other),
  sub: (_, one, other) => Number(whole(one) - whole(other)),
  int: (_, value) => {
    if (!/^-?\d+$/.test(text(value))) throw new Wrong(`${JSON.stringify(value)} is no whole number`);
    return Number(value);
  },
  bool: (_, value) => {
    if (!/^(true|false)$/i.test(text(value))) throw new Wrong(`${JSON.stringify(value)} is neither true nor false`);
    return text(value).toLowerCase() === "true";
  },
  string: (_, value) => printed(value),
  concat: (_, ...values) => values.map(text).join(""),
  base64: (_, value) => Buffer.from(text(value), "utf8").toString("base64"),
  length: (_, value) => (Array.isArray(value) ? value.length : text(value).length),
  substring: (_, value, start, length) => {
    const [from, count] = [whole(start), whole(length)].map(Number) as [number, number];
    if (from < 0 || count < 0 || from + count > text(value).length) throw new Wrong("substring() beyond the text");
    return text(value).slice(from, from + count);
  },
  coalesce: (_, ...values) => values.find((value) => value !== null) ?? null,
  contains: (_, whole_, part) => text(whole_).includes(text(part)),
  first: (_, list) => {
    if (!Array.isArray(list) || list.length === 0) throw new Wrong("first() of nothing");
    return list[0];
  },
  ticks: (_, time) => ticksOf(text(time)),
  utcNow: ({ time }) => inFull(time),
  subtractFromTime: (_, time, interval, unit) => {
    const milliseconds = MILLISECONDS[text(unit)];
    if (milliseconds === undefined) throw new Wrong(`${JSON.stringify(unit)} is no unit of time`);
    return inFull(new Date(instant(time) - Number(whole(interval)) * milliseconds).toISOString());
  },
};

/** A parsed expression. */
type Node =
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "call"; readonly name: string; readonly given: readonly Node[] }
  | { readonly kind: "property"; readonly of: Node; readonly name: string; readonly lenient: boolean }
  | { readonly kind: "element"; readonly of: Node; readonly index: number };

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+)|([A-Za-z_]\w*)|(\?\.|[.(),[\]]))/y;

function tokens(source: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; source.slice(at).trim() !== ""; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) throw new Wrong(`cannot read ${source.slice(at, at + 20)} in ${source}`);
    found.push(match[1] ?? match[2] ?? match[3] ?? match[4]);
  }
  return found;
}

function parsed(source: string): Node {
  const rest = tokens(source);
  const take = (wanted?: string): string => {
    const token = rest.shift();
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Wrong(`${wanted ?? "more"} wanted, not ${token ?? "the end"}, in ${source}`);
    }
    return token;
  };
  const one = (): Node => {
    const token = take();
    let node: Node;
    if (token.startsWith("'")) node = { kind: "literal", value: token.slice(1, -1).replaceAll("''", "'") };
    else if (/^-?\d/.test(token)) node = { kind: "literal", value: Number(token) };
    else {
      const given: Node[] = [];
      take("(");
      while (rest[0] !== ")") {
        given.push(one());
        if (rest[0] !== ")") take(",");
      }
      take(")");
      node = { kind: "call", name: token, given };
    }
    while (rest[0] === "." || rest[0] === "?." || rest[0] === "[") {
      if (rest[0] === "[") {
        take("[");
        node = { kind: "element", of: node, index: Number(take()) };
        take("]");
        continue;
      }
      const lenient = take() === "?.";
      node = { kind: "property", of: node, name: take(), lenient };
    }
    return node;
  };
  const node = one();
  if (rest.length > 0) throw new Wrong(`nothing wanted, not ${rest[0]}, in ${source}`);
  return node;
}

function value(node: Node, scope: Scope): Value {
  if (node.kind === "literal") return node.value;
  if (node.kind === "call") {
    const known = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
    if (known === undefined) throw new Wrong(`the function ${node.name} is not among those that the library emits`);
    return known(scope, ...node.given.map((one) => value(one, scope)));
  }
  const of = value(node.of, scope);
  if (node.kind === "element") {
    if (Array.isArray(of) && node.index in of) return of[node.index]!;
    throw new Wrong(`there is no element ${node.index}`);
  }
  if (of !== null && typeof of === "object" && !Array.isArray(of) && Object.hasOwn(of, node.name)) return of[node.name];
  if (node.lenient) return null;
  throw new Wrong(`there is no property ${node.name}`);
}

/** The expressions within a text: all of it after an `@`, or what is in each `@{…}`. `@@` stands for an `@`. */
function parts(source: string): { readonly whole?: string; readonly pieces: { text?: string; body?: string }[] } {
  if (/^@(?![@{])/.test(source)) return { whole: source.slice(1), pieces: [] };
  const pieces = source.split(/(@@\{|@\{(?:'(?:[^']|'')*'|[^'}])*\})/).map((piece) => {
    if (piece === "@@{") return { text: "@{" };
    return piece.startsWith("@{") ? { body: piece.slice("@{".length, -1) } : { text: piece.replace(/^@@/, "@") };
  });
  return { pieces };
}

/** What Data Factory makes of a text in an activity. */
export function evaluate(source: string, scope: Scope): Value {
  const { whole: all, pieces } = parts(source);
  if (all !== undefined) return value(parsed(all), scope);
  return pieces.map((piece) => piece.text ?? printed(value(parsed(piece.body!), scope))).join("");
}

/** The names of the functions that a text calls; fails where it cannot be read. */
export function functionsIn(source: string): string[] {
  const { whole: all, pieces } = parts(source);
  const names = (node: Node): string[] => {
    if (node.kind === "call") return [node.name, ...node.given.flatMap(names)];
    return node.kind === "literal" ? [] : names(node.of);
  };
  const bodies = all === undefined ? pieces.flatMap(({ body }) => body ?? []) : [all];
  return bodies.flatMap((body) => names(parsed(body)));
}
