import { decode, encode, ExtData, ExtensionCodec } from "@msgpack/msgpack";

/** The type of {@link UNKNOWN}. */
class Unknown {
  private readonly known = false;

  public toString(): string {
    return this.known ? "" : "(known after apply)";
  }
}

/** A value that Terraform will know only after apply. */
export const UNKNOWN = new Unknown();

/** A number on the wire that is none: one that a floating-point number cannot hold exactly comes as a text. */
const EXACT = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * A value of whatever type. Terraform sends its type with it, as `go-cty` writes types in JSON, and wants back the same:
 * a list is no tuple.
 */
export class Dynamic {
  /**
   * @param type `"string"`, `["tuple",["number"]]`, `["object",{"a":"bool"}]`; `"dynamic"` of what is not known.
   * @param sent as it came, or goes.
   */
  constructor(
    public readonly type: Value,
    public readonly sent: Value,
  ) {}

  /** As JSON has it: numbers are numbers. */
  public get value(): Value {
    return read(this.type, this.sent);
  }
}

function read(type: Value, sent: Value): Value {
  if (type === "number" && typeof sent === "string" && EXACT.test(sent)) {
    return Number(sent);
  }
  const [kind, of] = Array.isArray(type) ? (type as [string, Value]) : ["", null];
  if (Array.isArray(sent)) {
    return sent.map((item, index) => read(Array.isArray(of) && kind === "tuple" ? of[index] : of, item));
  }
  return isValues(sent)
    ? Object.fromEntries(
        Object.entries(sent).map(([name, it]) => [name, read(kind === "object" && isValues(of) ? of[name] : of, it)]),
      )
    : sent;
}

/** What Terraform sends and gets. */
export type Value = null | string | number | boolean | Unknown | Dynamic | Value[] | { [name: string]: Value };

/** A block or an object. */
export type Values = { [name: string]: Value };

/** On the wire. */
export interface DynamicValue {
  readonly msgpack?: Buffer;
  readonly json?: Buffer;
}

/** Extension types of Terraform's msgpack: an unknown, and an unknown of which something is known. */
const UNKNOWN_TYPES = [0, 12];

const codec = new ExtensionCodec();
UNKNOWN_TYPES.forEach((type) => codec.register({ type, encode: () => null, decode: () => UNKNOWN }));

export function fromWire(value: DynamicValue | null | undefined): Value {
  if (value?.msgpack !== undefined && value.msgpack.length > 0) {
    return decoded(decode(value.msgpack, { extensionCodec: codec }) as Encoded);
  }
  return value?.json !== undefined && value.json.length > 0 ? (JSON.parse(value.json.toString()) as Value) : null;
}

export function toWire(value: Value): DynamicValue {
  return { msgpack: Buffer.from(encode(encodable(value))) };
}

type Encoded = null | string | number | boolean | Unknown | Uint8Array | Encoded[] | { [name: string]: Encoded };

/** Bytes stand nowhere but before a value of whatever type: they are its type. */
function decoded(value: Encoded): Value {
  if (Array.isArray(value)) {
    const [type, inner] = value;
    return type instanceof Uint8Array
      ? new Dynamic(JSON.parse(Buffer.from(type).toString()) as Value, decoded(inner))
      : value.map(decoded);
  }
  return typeof value === "object" && value !== null && value !== UNKNOWN
    ? Object.fromEntries(Object.entries(value as { [name: string]: Encoded }).map(([name, it]) => [name, decoded(it)]))
    : value;
}

function encodable(value: Value): unknown {
  if (value === UNKNOWN) {
    return new ExtData(0, new Uint8Array([0]));
  }
  if (Array.isArray(value)) {
    return value.map(encodable);
  }
  if (value instanceof Dynamic) {
    return [Buffer.from(JSON.stringify(value.type)), encodable(value.sent)];
  }
  return isValues(value) ? Object.fromEntries(Object.entries(value).map(([name, it]) => [name, encodable(it)])) : value;
}

export function isValues(value: Value | undefined): value is Values {
  return (
    typeof value === "object" &&
    value !== null &&
    value !== UNKNOWN &&
    !(value instanceof Dynamic) &&
    !Array.isArray(value)
  );
}

/** A text, however it is given; empty where it is none. */
export const textOf = (value: Value): string => (typeof value === "string" ? value : "");

/** Values but for some. */
export function without(values: Values, ...names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/** What Terraform would write as JSON: of a value that came with its type, the value alone. */
export function plain(value: Value): Value {
  if (value instanceof Dynamic) {
    return plain(value.value);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return isValues(value) ? Object.fromEntries(Object.entries(value).map(([name, it]) => [name, plain(it)])) : value;
}

/** Whether nothing in it is left open. */
export function isKnown(value: Value): boolean {
  if (value instanceof Dynamic) {
    return isKnown(value.sent);
  }
  const inner = Array.isArray(value) ? value : isValues(value) ? Object.values(value) : [];
  return value !== UNKNOWN && inner.every(isKnown);
}

/** Whether two values are the same and both wholly known. */
export function same(left: Value, right: Value): boolean {
  if (left instanceof Dynamic || right instanceof Dynamic) {
    return same(plain(left), plain(right));
  }
  if (left === UNKNOWN || right === UNKNOWN) {
    return false;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index] ?? null));
  }
  if (isValues(left) && isValues(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].every((name) => same(left[name] ?? null, right[name] ?? null));
  }
  return left === right;
}
