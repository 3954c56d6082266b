import { createHash } from "node:crypto";
import { createBody, updateBody } from "../../azure/bodies";
import { blocks, text } from "../../azure/operation";
import { TypeSchema } from "../../schema/schema";
import { Change, Finding, Kept, Planned, Remembered, Step, Wanted } from "../double";
import { Dynamic, UNKNOWN, Value, Values, isKnown, isValues, plain, same, textOf, without } from "../value";
import { dynamicOf } from "../dynamic";
import { Asking, AzapiError, asked, get } from "./asking";
import { bodyFindings, parentFindings, schemaFindings, typeFindings } from "./checks";
import { Comparison, answered, merged } from "./comparison";
import { at, exported } from "./output";
import { azureTypeIn, childId, partsOf, typeOf } from "./resource-id";
import { sensitivePart } from "./sensitive-body";

const DEFAULTS = {
  ignore_casing: false,
  ignore_missing_property: true,
  ignore_null_property: false,
  schema_validation_enabled: true,
};

const RESOURCE_GROUPS = "microsoft.resources/resourcegroups";

/** `azapi_resource`. Source: terraform-provider-azapi 2.12.0, `internal/services/azapi_resource.go`. */
export class AzapiResource {
  constructor(
    private readonly schema: TypeSchema,
    private readonly asking: Asking,
  ) {}

  public validate(config: Values): Finding[] {
    const isGroup = azureTypeIn(text(config, "type"))?.name.toLowerCase() === RESOURCE_GROUPS;
    const missing = ["name", ...(isGroup ? [] : ["parent_id"])].filter((name) => config[name] === null);
    return [
      ...missing.map((name) => ({
        summary: "Missing required argument",
        detail: `The argument "${name}" is required, but no definition was found.`,
      })),
      ...typeFindings(config),
      ...parentFindings(config),
      ...bodyFindings(config),
      ...schemaFindings(config),
    ];
  }

  public plan({ prior, config, kept }: Wanted): Planned {
    const planned: Values = { ...config, ...this.given(config, prior) };
    if (this.settled(config, planned, prior)) {
      Object.assign(planned, { body: prior!.body, type: prior!.type });
    }
    const isChanged =
      prior === undefined ||
      !isKnown(planned.body) ||
      ["body", "type", "identity", "response_export_values"].some((name) => !same(planned[name], prior[name])) ||
      sensitiveChanged(config, kept);
    Object.assign(planned, isKnown(planned.body) ? this.placed(config, planned, prior) : open(config));
    planned.output = isChanged || !same(planned.tags, prior.tags) ? UNKNOWN : prior.output;
    if (planned.output === UNKNOWN) {
      Object.assign(planned, { body: config.body, type: config.type });
    }
    return { planned, replace: prior === undefined ? [] : replacing(prior, planned) };
  }

  public create(change: Change): Remembered {
    const { planned } = change;
    const [type, id] = [text(planned, "type"), this.idOf(planned)];
    createBody(this.asking.azure, asked(this.asking, type, id, this.bodyFor(change)));
    return this.remembered(change, id);
  }

  public update(change: Change & { readonly prior: Values }): Remembered {
    const id = text(change.prior, "id");
    const body = this.bodyFor(change);
    const lost = blocks(change.prior, "identity").length > 0 && body.identity === undefined;
    updateBody(
      this.asking.azure,
      asked(this.asking, text(change.planned, "type"), id, lost ? { ...body, identity: { type: "None" } } : body),
    );
    return this.remembered(change, id);
  }

  public delete(prior: Values): void {
    this.asking.azure.delete(asked(this.asking, text(prior, "type"), text(prior, "id"), prior));
  }

  public read(state: Values, kept: Kept): Remembered {
    const answer = get(this.asking, text(state, "type"), text(state, "id"));
    if (answer === undefined) {
      return { state: null };
    }
    const body = answered(plain(state.body), answer, comparison(state));
    const { location = null, tags = null } = answer;
    return {
      kept,
      state: {
        ...state,
        ...partsNamed(text(state, "id")),
        body: same(body, state.body) ? state.body : dynamicOf(body),
        location: location === null || normalized(location) === normalized(state.location) ? state.location : location,
        tags: (isValues(tags) && Object.keys(tags).length > 0) || state.tags !== null ? tags : null,
        output: this.output(answer, state.response_export_values),
        identity: identityIn(state, answer),
      },
    };
  }

  /** The ID ends with the version of the API by which it is read. */
  public import(given: string): Values {
    const [id, version] = given.split("?api-version=");
    if (version === undefined) {
      throw new AzapiError("Invalid Resource ID", `Add the version of the API: "${given}?api-version=<version>".`);
    }
    const type = `${typeOf(id)}@${version}`;
    const [finding] = typeFindings({ type });
    if (finding !== undefined) {
      throw new AzapiError(finding.summary, finding.detail);
    }
    const answer = get(this.asking, type, id);
    if (answer === undefined) {
      throw new AzapiError("Cannot import non-existent remote object", `There is no ${type} ${id}.`);
    }
    const { location = null, tags = null } = answer;
    const body = without(answer, "id", "name", "type", "location", "tags");
    const names = Object.keys({ ...this.schema.block.attributes, ...this.schema.block.blocks });
    const nothing = Object.fromEntries(names.map((name) => [name, null]));
    const state = { ...nothing, ...DEFAULTS, ...partsNamed(id), id, type, location, tags };
    return { ...state, body: dynamicOf(body), output: this.output(answer, null), identity: identityIn({}, answer) };
  }

  /** What follows from the configuration, and from what was before where that says the same. */
  private given(config: Values, prior: Values | undefined): Values {
    const defaults = Object.entries(DEFAULTS).map(([name, value]) => [name, config[name] ?? value]);
    const semantic = ["body", "response_export_values"].map((name) => [
      name,
      prior !== undefined && same(config[name], prior[name]) ? prior[name] : config[name],
    ]);
    return {
      ...(Object.fromEntries([...defaults, ...semantic]) as Values),
      id: prior?.id ?? UNKNOWN,
      parent_id: config.parent_id ?? `/subscriptions/${this.asking.caller.subscriptionId}`,
      sensitive_body: null,
      ignore_body_changes: null,
      identity: blocks(config, "identity").map((identity, index) => {
        const before = blocks(prior ?? {}, "identity")[index] ?? {};
        const isSame = ["type", "identity_ids"].every((name) => same(identity[name], before[name] ?? null));
        return isSame ? before : { ...identity, principal_id: UNKNOWN, tenant_id: UNKNOWN };
      }),
    };
  }

  /** Whether the provider takes a change for none: Azure has already all that is asked for. */
  private settled(config: Values, planned: Values, prior: Values | undefined): boolean {
    const isLookedAt =
      this.asking.settings.ignoresNoOps &&
      prior !== undefined &&
      isKnown(planned.body) &&
      !(same(planned.body, prior.body) && planned.type === prior.type);
    if (!isLookedAt) {
      return false;
    }
    const id = text(prior, "id");
    const answer = get(this.asking, text(config, "type"), id);
    if (answer === undefined) {
      throw new AzapiError("Failed to retrieve resource", `Retrieving existing resource ${id}: 404 Not Found`);
    }
    const wanted = plain(planned.body);
    const how = { ...comparison(planned), ignoreMissingProperty: false };
    return same(answered(wanted, merged(answer, plain(prior.body)), how), wanted);
  }

  private placed(config: Values, { body }: Values, prior: Values | undefined): Values {
    const own = plain(body);
    const { location = null, tags = null } = isValues(own) ? own : {};
    const place = config.location ?? location ?? prior?.location ?? null;
    const isSame = prior !== undefined && normalized(place) === normalized(prior.location);
    const none = prior?.tags !== undefined && same(prior.tags, {}) ? prior.tags : null;
    return { location: isSame ? prior.location : place, tags: config.tags ?? tags ?? none };
  }

  private idOf(planned: Values): string {
    const { name = "" } = azureTypeIn(text(planned, "type")) ?? {};
    return childId(name, text(planned, "parent_id"), text(planned, "name"));
  }

  /** What is PUT. */
  private bodyFor({ planned, config, prior }: Change): Values {
    const own = plain(planned.body);
    const body: Values = isValues(own) ? { ...own } : {};
    const [identity] = blocks(planned, "identity");
    const beside: Values = {
      location: planned.location,
      tags: planned.tags,
      ...(identity === undefined ? {} : { identity: spelt(identity) }),
    };
    for (const [name, value] of Object.entries(beside)) {
      if (body[name] === undefined && value !== null && value !== UNKNOWN && value !== "") {
        body[name] = value;
      }
    }
    const secret = sensitivePart(config, planned, prior);
    return (secret === null ? body : merged(body, secret)) as Values;
  }

  private remembered({ planned, config, kept }: Change, id: string): Remembered {
    const answer = get(this.asking, text(planned, "type"), id) ?? {};
    const hash = planned.sensitive_body_version === null ? hashOf(config.sensitive_body) : undefined;
    const others = without(kept, "sensitive") as Kept;
    const filled = blocks(planned, "identity").map((identity) => ({ ...identity, ...principalIn(answer) }));
    return {
      state: { ...planned, id, output: this.output(answer, planned.response_export_values), identity: filled },
      kept: hash === undefined ? others : { ...others, sensitive: hash },
    };
  }

  /** By default azapi exports whatever its schema calls read-only; here it is all that Azure answers. */
  private output(answer: Values, wanted: Value): Dynamic | null {
    return exported(answer, wanted, this.asking.settings.exportsByDefault ? answer : {});
  }
}

const open = (config: Values): Values => ({ tags: config.tags ?? UNKNOWN, location: config.location ?? UNKNOWN });

const normalized = (location: Value): string =>
  typeof location === "string" ? location.replace(/ /g, "").toLowerCase() : "";

export function comparison(values: Values): Comparison {
  return {
    ignoreCasing: values.ignore_casing === true,
    ignoreMissingProperty: values.ignore_missing_property !== false,
  };
}

/** Arguments whose change makes something else of it. */
function replacing(prior: Values, planned: Values): Step[][] {
  const [before, after] = [prior.replace_triggers_external_values, planned.replace_triggers_external_values];
  const refs = (planned.replace_triggers_refs ?? []) as string[];
  const [was, is] = [plain(prior.body), plain(planned.body)];
  const changed = [
    ...["name", "parent_id"].filter((name) => !same(prior[name], planned[name])),
    ...(planned.location === UNKNOWN || normalized(prior.location) === normalized(planned.location)
      ? []
      : ["location"]),
    ...(before === null || after === null || same(before, after) ? [] : ["replace_triggers_external_values"]),
    ...(isKnown(planned.body) && refs.some((ref) => !same(at(was, ref), at(is, ref))) ? ["body"] : []),
  ];
  return changed.map((name) => [name]);
}

/** Whether what is never kept has become another, as far as its hash tells. */
function sensitiveChanged({ sensitive_body: body, sensitive_body_version: version }: Values, kept: Kept): boolean {
  return version === null && isKnown(body) && hashOf(body) !== kept.sensitive;
}

/** Unsalted, as azapi keeps it. */
function hashOf(body: Value): string | undefined {
  return body === null
    ? undefined
    : createHash("sha256")
        .update(JSON.stringify(plain(body)))
        .digest("hex");
}

function partsNamed(id: string): Values {
  const { parentId, name } = partsOf(id);
  return { name, parent_id: parentId };
}

/** The identity block in Azure's words. */
function spelt({ type, identity_ids: ids }: Values): Values {
  const assigned = Array.isArray(ids) ? ids.map((id): [string, Values] => [textOf(id), {}]) : [];
  return assigned.length === 0 ? { type } : { type, userAssignedIdentities: Object.fromEntries(assigned) };
}

function principalIn({ identity }: Values): Values {
  const { principalId = null, tenantId = null } = isValues(identity) ? identity : {};
  return { principal_id: principalId, tenant_id: tenantId };
}

/** The identity block of what Azure answers. */
function identityIn(state: Values, { identity }: Values): Value {
  if (!isValues(identity) || identity.type === "None") {
    return [];
  }
  const ids = isValues(identity.userAssignedIdentities) ? Object.keys(identity.userAssignedIdentities) : [];
  const [before = {}] = blocks(state, "identity");
  const none = Array.isArray(before.identity_ids) && before.identity_ids.length === 0 ? [] : null;
  return [{ type: identity.type, identity_ids: ids.length === 0 ? none : ids, ...principalIn({ identity }) }];
}
