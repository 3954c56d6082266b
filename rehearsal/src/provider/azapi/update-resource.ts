import { updateBody } from "../../azure/bodies";
import { text } from "../../azure/operation";
import { Change, Finding, Kept, Planned, Remembered, Wanted } from "../double";
import { Dynamic, UNKNOWN, Value, Values, isValues, plain, same } from "../value";
import { dynamicOf } from "../dynamic";
import { Asking, AzapiError, asked, get } from "./asking";
import { bodyFindings, parentFindings, typeFindings } from "./checks";
import { answered, merged } from "./comparison";
import { exported } from "./output";
import { comparison } from "./resource";
import { azureTypeIn, childId, partsOf } from "./resource-id";

const DEFAULTS = { ignore_casing: false, ignore_missing_property: true, ignore_null_property: false };
const NAMES = ["name", "parent_id", "resource_id"];

/**
 * `azapi_update_resource`: part of a body that is there already; when it goes, nothing goes with it.
 * Source: terraform-provider-azapi 2.12.0, `internal/services/azapi_update_resource.go`.
 */
export class AzapiUpdateResource {
  constructor(private readonly asking: Asking) {}

  public validate(config: Values): Finding[] {
    const [name, parentId, resourceId] = NAMES.map((argument) => config[argument] !== null);
    const wrong = [
      ...(!name && parentId ? ['The argument "name" is required when the argument "parent_id" is set'] : []),
      ...(name && !parentId ? ['The argument "parent_id" is required when the argument "name" is set'] : []),
      ...(!name && !resourceId ? ['One of the arguments "name" or "resource_id" must be set'] : []),
      ...(name && resourceId ? ['Only one of the arguments "name" or "resource_id" can be set'] : []),
    ];
    return [
      ...wrong.map((detail) => ({ summary: "Invalid configuration", detail })),
      ...typeFindings(config),
      ...parentFindings(config),
      ...bodyFindings(config),
    ];
  }

  public plan({ prior, config }: Wanted): Planned {
    const planned: Values = { ...config, sensitive_body: null, id: prior?.id ?? UNKNOWN };
    for (const [name, value] of Object.entries(DEFAULTS)) {
      planned[name] = config[name] ?? value;
    }
    for (const name of ["body", "response_export_values"]) {
      planned[name] = prior !== undefined && same(config[name], prior[name]) ? prior[name] : config[name];
    }
    const replace = NAMES.filter(
      (name) => prior !== undefined && config[name] !== null && !same(config[name], prior[name]),
    );
    for (const name of NAMES) {
      planned[name] = config[name] ?? (replace.length > 0 ? UNKNOWN : (prior?.[name] ?? UNKNOWN));
    }
    const isSame =
      prior !== undefined &&
      ["type", "body", "response_export_values"].every((name) => same(planned[name], prior[name]));
    planned.output = isSame ? prior.output : UNKNOWN;
    return { planned, replace: replace.map((name) => [name]) };
  }

  public apply({ planned, config }: Change): Remembered {
    const type = text(planned, "type");
    const { name = "" } = azureTypeIn(type) ?? {};
    const id = text(planned, "resource_id") || childId(name, text(planned, "parent_id"), text(planned, "name"));
    const there = get(this.asking, type, id);
    if (there === undefined) {
      throw new AzapiError("Failed to retrieve resource", `update target does not exist ${id}: 404 Not Found`);
    }
    const wanted = [planned.body, config.sensitive_body ?? null].map(plain).filter((part) => part !== null);
    const body = wanted.reduce(merged, there) as Values;
    updateBody(this.asking.azure, asked(this.asking, type, id, body));
    const { parentId, name: own } = partsOf(id);
    const answer = get(this.asking, type, id)!;
    const state = { ...planned, id, name: own, parent_id: parentId, resource_id: id };
    return { state: { ...state, output: this.output(answer, planned.response_export_values) } };
  }

  public read(state: Values, kept: Kept): Remembered {
    const answer = get(this.asking, text(state, "type"), text(state, "id"));
    if (answer === undefined) {
      return { state: null };
    }
    const body = isValues(plain(state.body)) ? answered(plain(state.body), answer, comparison(state)) : null;
    return {
      kept,
      state: {
        ...state,
        body: same(body, state.body) ? state.body : dynamicOf(body),
        output: this.output(answer, state.response_export_values),
      },
    };
  }

  private output(answer: Values, wanted: Value): Dynamic | null {
    return exported(answer, wanted, this.asking.settings.exportsByDefault ? answer : {});
  }
}
