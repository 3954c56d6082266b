import { createBody, updateBody } from "../../azure/bodies";
import { AzureError, text } from "../../azure/operation";
import { KINDS, kindCalled } from "../../azure/types";
import { Change, Finding, Planned, Remembered, Wanted } from "../double";
import { UNKNOWN, Value, Values, isValues, plain, same } from "../value";
import { Asking, AzapiError, asked } from "./asking";
import { bodyFindings, typeFindings } from "./checks";
import { merged } from "./comparison";
import { exported } from "./output";
import { azureTypeIn } from "./resource-id";

const FORCE_NEW = ["type", "resource_id", "action"];
const NOT_FOUND = 404;

/**
 * `azapi_resource_action`: something that is asked of a resource as it is applied, or as it is destroyed; nothing is
 * ever read again. Source: terraform-provider-azapi 2.12.0, `internal/services/azapi_resource_action_resource.go`.
 */
export class AzapiResourceAction {
  constructor(private readonly asking: Asking) {}

  public validate(config: Values): Finding[] {
    const { name = "" } = azureTypeIn(text(config, "type")) ?? {};
    const known = Object.keys(KINDS[kindCalled(name) ?? ""]?.actions ?? {});
    const action = text(config, "action");
    const isKnown = action === "" || known.length === 0 || known.includes(action);
    const served = `The rehearsal knows of ${name} the actions ${known.join(", ")}, not ${action}.`;
    return [
      ...typeFindings(config),
      ...bodyFindings(config),
      ...(isKnown ? [] : [{ summary: "Invalid configuration", detail: served }]),
    ];
  }

  public plan({ prior, config }: Wanted): Planned {
    const planned: Values = {
      ...config,
      sensitive_body: null,
      id: prior?.id ?? UNKNOWN,
      method: config.method ?? "POST",
      when: config.when ?? "apply",
      ignore_not_found: config.ignore_not_found ?? false,
    };
    const keeps = (exports: string, output: string): void => {
      const isSame = prior !== undefined && same(config.body, prior.body) && same(config[exports], prior[exports]);
      planned[output] = isSame ? prior[output] : UNKNOWN;
    };
    keeps("response_export_values", "output");
    keeps("sensitive_response_export_values", "sensitive_output");
    const replace = FORCE_NEW.filter((name) => prior !== undefined && !same(config[name], prior[name]));
    return { planned, replace: replace.map((name) => [name]) };
  }

  public create(change: Change): Remembered {
    return { state: this.applied(change) };
  }

  public update(change: Change & { readonly prior: Values }): Remembered {
    return { state: this.applied(change) };
  }

  public delete(prior: Values): void {
    if (prior.when === "destroy") {
      this.ask(prior, prior);
    }
  }

  /** As an ephemeral resource: asked each time, kept never. */
  public open(config: Values): Values {
    const answer = this.ask(config, config);
    const output = exported(answer, config.response_export_values, answer);
    return { ...config, id: idOf(config), sensitive_body: null, method: config.method ?? "POST", output };
  }

  private applied({ planned, config }: Change): Values {
    const answer = planned.when === "apply" ? this.ask(planned, config) : {};
    const none = planned.when !== "apply";
    return {
      ...planned,
      id: idOf(planned),
      output: none ? null : exported(answer, planned.response_export_values, null),
      sensitive_output: none ? null : exported(answer, planned.sensitive_response_export_values, null),
    };
  }

  private ask(action: Values, { sensitive_body: secret = null }: Values): Values {
    try {
      return this.sent(action, secret);
    } catch (error) {
      const isGone = error instanceof AzureError && error.refusal.status === NOT_FOUND;
      if (isGone && action.ignore_not_found === true) {
        return {};
      }
      throw error;
    }
  }

  private sent(action: Values, secret: Value): Values {
    const { azure } = this.asking;
    const [type, id, name] = [text(action, "type"), text(action, "resource_id"), text(action, "action")];
    const parts = [action.body ?? null, secret].map(plain).filter(isValues);
    const body = parts.reduce<Value>(merged, {}) as Values;
    const request = asked(this.asking, type, id, body);
    if (name === "" && action.method === "PUT") {
      const isThere = azure.world.find(id) !== undefined;
      return (isThere ? updateBody(azure, request) : createBody(azure, request)).values;
    }
    const there = azure.world.find(id)?.values ?? {};
    if (name === "" || KINDS[request.type].actions === undefined) {
      throw new AzapiError("Failed to perform action", `The rehearsal knows no action of ${request.type}.`);
    }
    return azure.act({ ...request, values: there, config: body }, name);
  }
}

const idOf = (action: Values): string =>
  [text(action, "resource_id"), text(action, "action")].filter((part) => part !== "").join("/");
