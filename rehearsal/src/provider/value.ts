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

/** What Terraform sends and gets. */
export type Value = null | string | number | boolean | Unknown | Value[] | { [name: string]: Value };

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
    return decode(value.msgpack, { extensionCodec: codec }) as Value;
  }
  return value?.json !== undefined && value.json.length > 0 ? (JSON.parse(value.json.toString()) as Value) : null;
}

export function toWire(value: Value): DynamicValue {
  return { msgpack: Buffer.from(encode(encodable(value))) };
}

function encodable(value: Value): unknown {
  if (value === UNKNOWN) {
    return new ExtData(0, new Uint8Array([0]));
  }
  if (Array.isArray(value)) {
    return value.map(encodable);
  }
  return isValues(value) ? Object.fromEntries(Object.entries(value).map(([name, it]) => [name, encodable(it)])) : value;
}

export function isValues(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && value !== UNKNOWN && !Array.isArray(value);
}

/** Whether two values are the same and both wholly known. */
export function same(left: Value, right: Value): boolean {
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
