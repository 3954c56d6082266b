import { Dynamic, UNKNOWN, Value, isValues } from "./value";

/** A value with the type that JSON gives it, as far as it is known. */
export function dynamicOf(value: Value): Dynamic | null {
  return value === null ? null : new Dynamic(typeOf(value), written(value));
}

function typeOf(value: Value): Value {
  if (value === null || value === UNKNOWN) {
    return "dynamic";
  }
  if (Array.isArray(value)) {
    return ["tuple", value.map(typeOf)];
  }
  if (isValues(value)) {
    return ["object", Object.fromEntries(Object.entries(value).map(([name, it]) => [name, typeOf(it)]))];
  }
  return typeof value === "boolean" ? "bool" : typeof value === "number" ? "number" : "string";
}

function written(value: Value): Value {
  if (typeof value === "number" && !Number.isInteger(value)) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return value.map(written);
  }
  return isValues(value) ? Object.fromEntries(Object.entries(value).map(([name, it]) => [name, written(it)])) : value;
}
