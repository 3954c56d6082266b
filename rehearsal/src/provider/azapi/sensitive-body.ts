import { Value, Values, isValues, plain } from "../value";

/**
 * What is sent of a sensitive body: all of it, but with versions only what lies at a path whose version has changed.
 *
 * azapi keeps the lists that it thins out so, and these then stand in for the real ones.
 * Source: terraform-provider-azapi, `utils/json.go`, FilterFields; seen with 2.12.0.
 */
export function sensitivePart(config: Values, planned: Values, prior: Values | undefined): Value {
  const body = plain(config.sensitive_body ?? null);
  const versions = planned.sensitive_body_version;
  if (!isValues(versions) || prior === undefined) {
    return body;
  }
  const before = isValues(prior.sensitive_body_version) ? prior.sensitive_body_version : {};
  const changed = Object.keys(versions).filter((path) => versions[path] !== before[path]);
  return thinned(body, changed, "");
}

function thinned(value: Value, paths: readonly string[], at: string): Value {
  if (paths.includes(at)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => thinned(item, paths, at)).filter((item) => item !== null);
  }
  if (!isValues(value)) {
    return null;
  }
  const kept = Object.entries(value)
    .map(([name, inner]): [string, Value] => [name, thinned(inner, paths, at === "" ? name : `${at}.${name}`)])
    .filter(([, inner]) => inner !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
