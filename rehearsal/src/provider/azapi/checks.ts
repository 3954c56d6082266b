import { notServed } from "../../azure/bodies";
import { BODY_KINDS, kindCalled } from "../../azure/types";
import { blocks, text } from "../../azure/operation";
import { Finding } from "../double";
import { checkBody } from "../../models";
import { Dynamic, Value, Values, isValues, plain } from "../value";
import { merged } from "./comparison";
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

/**
 * What Azure's schema says to a body, as far as Microsoft's package for it is installed: azapi has that schema built in.
 * It looks at no texts of which there are only some, nor at how much there is of something.
 */
export function schemaFindings(config: Values): Finding[] {
  const { name = "" } = azureTypeIn(text(config, "type")) ?? {};
  const [body, secret] = [config.body, config.sensitive_body ?? null].map(plain);
  if (config.schema_validation_enabled === false || name === "" || !isValues(body)) {
    return [];
  }
  const [identity] = blocks(config, "identity");
  const beside = Object.entries({ location: config.location, tags: config.tags, identity: identity ?? null });
  const whole = { ...Object.fromEntries(beside.filter(([, value]) => value !== null)), ...body };
  const wrong = (checkBody(name, merged(whole, secret ?? {}))?.violations ?? []).filter(({ kind }) => kind !== "enum");
  return wrong.length === 0
    ? []
    : [
        invalid(
          [
            "the argument `body` is invalid:",
            ...wrong.map(({ path, what }) => `\`${path}\`: ${what}`),
            "You can disable the validation by `schema_validation_enabled = false`.",
          ].join("\n"),
        ),
      ];
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
