import { ServerUnaryCall, sendUnaryData, status } from "@grpc/grpc-js";
import type { World } from "../azure/world";
import { ProviderSchema } from "../schema/provider-schema";
import { TypeSchema, toProtocol } from "../schema/schema";
import { Change, Finding, Kept, ProviderDouble } from "./double";
import { fromState } from "./state";
import { DynamicValue, Value, Values, fromWire, isValues, toWire } from "./value";

/** What Terraform sends, as far as it is looked at. */
interface Request {
  readonly type_name: string;
  readonly id?: string;
  readonly config?: DynamicValue;
  readonly prior_state?: DynamicValue;
  readonly planned_state?: DynamicValue;
  readonly current_state?: DynamicValue;
  readonly raw_state?: DynamicValue;
  readonly private?: Buffer;
  readonly prior_private?: Buffer;
  readonly planned_private?: Buffer;
}

type Answer = object;

type Method = (request: Request) => Answer | Promise<Answer>;

/** As all three say: who has been asked for his schema need not be asked again in the same run. */
const CAPABILITIES = { get_provider_schema_optional: true };

/** One provider as Terraform talks to it, in plugin protocol 5, for one configuration of it. */
export class Protocol {
  /** @param types all that it says it knows: Terraform would need long to read of every type. */
  constructor(
    private readonly schema: ProviderSchema,
    private readonly double: ProviderDouble,
    private readonly world: World,
    private readonly types: ReadonlySet<string>,
  ) {}

  public methods(): Record<string, unknown> {
    const answers: Record<string, Method> = {
      GetSchema: () => this.getSchema(),
      PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
      Configure: ({ config }) => this.configure(fromWire(config)),
      ValidateResourceTypeConfig: (request) => this.validate(this.schema.resources, request),
      ValidateDataSourceConfig: (request) => this.validate(this.schema.dataSources, request),
      ValidateEphemeralResourceConfig: (request) => this.validate(this.schema.ephemerals!, request),
      UpgradeResourceState: (request) => this.upgrade(request),
      ReadResource: (request) => this.read(request),
      PlanResourceChange: (request) => this.plan(request),
      ApplyResourceChange: (request) => this.apply(request),
      ImportResourceState: (request) => this.import(request),
      ReadDataSource: (request) => this.lookUp(request),
      OpenEphemeralResource: (request) => this.open(request),
      CloseEphemeralResource: () => ({}),
      Stop: () => ({}),
    };
    return {
      GetMetadata: (_: unknown, callback: sendUnaryData<Answer>) => callback({ code: status.UNIMPLEMENTED }),
      ...Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, this.method(answer)])),
    };
  }

  private method(answer: Method) {
    return (call: ServerUnaryCall<Request, Answer>, callback: sendUnaryData<Answer>): void => {
      const sleeping = this.secondsFor(call.request);
      const work =
        sleeping === 0
          ? this.world.clock.during(() => answer(call.request))
          : this.world.clock.sleep(sleeping).then(() => answer(call.request));
      Promise.resolve(work).then(
        (response) => callback(null, response),
        (error: Error) => {
          const finding = this.double.findingOf(error);
          return finding === undefined
            ? callback({ code: status.INTERNAL, details: error.stack ?? error.message })
            : callback(null, { diagnostics: diagnostics(finding) });
        },
      );
    };
  }

  /** How long this very request takes in virtual time. */
  private secondsFor({ type_name: type, prior_state, planned_state }: Request): number {
    if (planned_state === undefined) {
      return 0; // nothing is applied
    }
    const [prior, planned] = [fromWire(prior_state), fromWire(planned_state)];
    const action = prior === null ? "create" : planned === null ? "delete" : undefined;
    if (action === undefined) {
      return 0;
    }
    const values = (planned ?? prior) as Values;
    const usual = this.double.secondsFor(type, action, values) ?? 0;
    return usual + (action === "create" ? this.world.slowness(type, values) : 0);
  }

  private getSchema(): Answer {
    const all = (types: Readonly<Record<string, TypeSchema>> = {}): object =>
      Object.fromEntries(
        Object.entries(types)
          .filter(([name]) => this.types.has(name))
          .map(([name, type]) => [name, toProtocol(type)]),
      );
    const { configuration, resources, dataSources, ephemerals } = this.schema;
    return {
      provider: toProtocol({ block: configuration }),
      server_capabilities: CAPABILITIES,
      resource_schemas: all(resources),
      data_source_schemas: all(dataSources),
      ephemeral_resource_schemas: all(ephemerals),
    };
  }

  private configure(config: Value): Answer {
    if (isValues(config)) {
      this.double.configure(config);
    }
    return {};
  }

  private validate(types: Readonly<Record<string, TypeSchema>>, { type_name: type, config }: Request): Answer {
    const values = fromWire(config);
    const findings = isValues(values) ? this.double.validate(types[type], values) : [];
    return { diagnostics: diagnostics(...findings) };
  }

  private upgrade({ type_name: type, raw_state: raw }: Request): Answer {
    return { upgraded_state: toWire(fromState(this.schema.resources[type].block, fromWire(raw))) };
  }

  private read({ type_name: type, current_state, private: bytes }: Request): Answer {
    const kept = keptIn(bytes);
    const { state, kept: now = kept } = this.double.read(type, fromWire(current_state) as Values, kept);
    return { new_state: toWire(state), private: bytesOf(now) };
  }

  private plan({ type_name: type, prior_state, config, prior_private: bytes }: Request): Answer {
    const [prior, wanted] = [fromWire(prior_state), fromWire(config)];
    const kept = keptIn(bytes);
    if (!isValues(wanted)) {
      return { planned_state: toWire(null), planned_private: bytesOf(kept) };
    }
    const planned = this.double.plan(type, { prior: isValues(prior) ? prior : undefined, config: wanted, kept });
    return {
      planned_state: toWire(planned.planned),
      planned_private: bytesOf(planned.kept ?? kept),
      requires_replace: planned.replace.map((path) => ({
        steps: path.map((step) => (typeof step === "number" ? { element_key_int: step } : { attribute_name: step })),
      })),
      legacy_type_system: this.double.isLegacy,
    };
  }

  private apply({ type_name: type, prior_state, planned_state, config, planned_private: bytes }: Request): Answer {
    const [prior, planned] = [fromWire(prior_state), fromWire(planned_state)];
    const kept = keptIn(bytes);
    try {
      const remembered = this.applied(type, prior, planned, fromWire(config) as Values, kept);
      return { ...remembered, legacy_type_system: this.double.isLegacy };
    } catch (error) {
      const finding = this.double.findingOf(error);
      if (finding === undefined) {
        throw error;
      }
      // What was there before is still there.
      return {
        new_state: toWire(prior),
        private: bytesOf(kept),
        diagnostics: diagnostics(finding),
        legacy_type_system: this.double.isLegacy,
      };
    }
  }

  private applied(type: string, prior: Value, planned: Value, config: Values, kept: Kept): Answer {
    if (!isValues(planned)) {
      this.double.delete(type, prior as Values);
      return { new_state: toWire(null) };
    }
    const change: Change = { prior: isValues(prior) ? prior : undefined, planned, config, kept };
    const remembered = isValues(prior)
      ? this.double.update(type, { ...change, prior })
      : this.double.create(type, change);
    return { new_state: toWire(remembered.state), private: bytesOf(remembered.kept ?? kept) };
  }

  private import({ type_name: type, id = "" }: Request): Answer {
    const found = this.double.import(type, id);
    return isFinding(found)
      ? { diagnostics: diagnostics(found) }
      : { imported_resources: [{ type_name: type, state: toWire(found) }] };
  }

  private lookUp({ type_name: type, config }: Request): Answer {
    const found = this.double.lookUp(type, fromWire(config) as Values);
    const { attributes, blocks } = this.schema.dataSources[type].block;
    const known = Object.keys({ ...attributes, ...blocks });
    return { state: toWire(Object.fromEntries(known.map((name) => [name, found[name] ?? null]))) };
  }

  private open({ type_name: type, config }: Request): Answer {
    return { result: toWire(this.double.open(type, fromWire(config) as Values)) };
  }
}

const isFinding = (found: Values | Finding): found is Finding => "summary" in found && "detail" in found;

function diagnostics(...findings: readonly Finding[]): object[] {
  return findings.map((finding) => ({ severity: "ERROR", ...finding }));
}

const keptIn = (bytes: Buffer | undefined): Kept =>
  bytes === undefined || bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Kept);

const bytesOf = (kept: Kept): Buffer => Buffer.from(Object.keys(kept).length === 0 ? "" : JSON.stringify(kept));
