import { kindCalled, notServed } from "../../azure/bodies";
import { BODY_KINDS } from "../../azure/types";
import { text } from "../../azure/operation";
import { Finding } from "../double";
import { Dynamic, Value, Values, isValues } from "../value";
import { AzureType, azureTypeIn, parentRefused } from "./resource-id";

const invalid = (detail: string): Finding => ({ summary: "Invalid configuration", detail });

/** What is wrong with the type that somebody gives. */
export function typeFindings(config: Values): Finding[] {
  const given = text(config, "type");
  if (given === "") {
    return []; // not known yet
  }
  const type = azureTypeIn(given);
  if (type === undefined) {
    return [invalid(`The argument "type" is invalid: \`${given}\`, expected <resource-type>@<api-version>.`)];
  }
  const kind = kindCalled(type.name);
  return kind === undefined
    ? [invalid(`The argument "type" is invalid: ${notServed(type.name)}`)]
    : versionFindings(type, BODY_KINDS[kind]?.versions);
}

function versionFindings({ name, version }: AzureType, versions: readonly string[] = [version]): Finding[] {
  return versions.includes(version)
    ? []
    : [
        invalid(
          `The argument "type" is invalid: the \`api-version\` of ${name} is ${version}; it can be ${versions.join(", ")}.`,
        ),
      ];
}

/** What is wrong with where something is to be. */
export function parentFindings(config: Values): Finding[] {
  const type = azureTypeIn(text(config, "type"));
  const parentId = text(config, "parent_id");
  const refused = type === undefined || parentId === "" ? undefined : parentRefused(type.name, parentId);
  return refused === undefined ? [] : [invalid(refused)];
}

/** A body is an object: a text that is JSON is none. */
export function bodyFindings(config: Values): Finding[] {
  return ["body", "sensitive_body"].flatMap((name) => {
    const body: Value = config[name] ?? null;
    const value = body instanceof Dynamic ? body.value : null;
    return value === null || isValues(value) || Array.isArray(value)
      ? []
      : [{ summary: "Invalid Type", detail: `The argument "${name}" must not be a string: write it as an object.` }];
  });
}
