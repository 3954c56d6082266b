import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Server,
  ServerCredentials,
  ServerUnaryCall,
  loadPackageDefinition,
  sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { Azure } from "../azure/azure";
import { secondsOf } from "../azure/clock";
import { sameId, uuidOf } from "../azure/ids";
import { KINDS } from "../azure/types";
import { AzureError, Caller, blocks, text } from "../azure/operation";
import { ProviderSchema, providerSchema } from "../schema/provider-schema";
import { TypeSchema, toProtocol } from "../schema/schema";
import { plan } from "./plan";
import { validate } from "./validate";
import { DynamicValue, UNKNOWN, Value, Values, fromWire, isValues, toWire } from "./value";

/** Who runs Terraform. */
export interface Deployer {
  /** Object ID. */
  readonly principalId: string;
  /** Public IPv4 address from which it does. */
  readonly address: string;
  /** What it deploys. */
  readonly stackName: string;
}

/** Providers that listen for one Terraform. */
export interface Providers {
  /** What Terraform must find in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => void;
}

interface Request {
  readonly type_name: string;
  readonly id?: string;
  readonly config?: DynamicValue;
  readonly prior_state?: DynamicValue;
  readonly planned_state?: DynamicValue;
  readonly current_state?: DynamicValue;
  readonly raw_state?: DynamicValue;
}

interface Diagnostic {
  readonly severity: "ERROR";
  readonly summary: string;
  readonly detail: string;
}

type Answer = object;

/** What a stack needs of its providers. */
export interface Needed {
  readonly providers: readonly string[];
  /** All that they say they know: Terraform would need long to read of every type. */
  readonly types: ReadonlySet<string>;
}

/** Starts the providers for one deployer, on sockets of their own. */
export async function startProviders(azure: Azure, deployer: Deployer, needed: Needed): Promise<Providers> {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const servers = await Promise.all(
    needed.providers.map(async (name) => {
      const socket = join(folder, `${name}.sock`);
      const provider = () => new Provider(providerSchema(name), azure, deployer, needed.types);
      return { name, socket, close: await listen(provider, socket) };
    }),
  );
  const reattach = servers.map(({ name, socket }) => [
    `hashicorp/${name}`,
    { Protocol: "grpc", ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: { Network: "unix", String: socket } },
  ]);
  return {
    environment: { TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(reattach)) },
    close: () => {
      servers.forEach(({ close }) => close());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const SERVICE = loadPackageDefinition(
  loadSync(join(__dirname, "tfplugin5.proto"), { keepCase: true, longs: Number, enums: String, defaults: false }),
) as unknown as { tfplugin5: { Provider: { service: Record<string, never> } } };

/**
 * Terraform would start a process for each configuration of a provider, aliases included; here it is a connection each.
 * What is returned ends them all.
 */
async function listen(provider: () => Provider, socket: string): Promise<() => void> {
  const ends: (() => void)[] = [];
  const listener = createServer((connection) => {
    const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(SERVICE.tfplugin5.Provider.service, provider().methods() as never);
    server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
    ends.push(() => {
      server.forceShutdown();
      connection.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(socket, resolve));
  return () => {
    listener.close();
    ends.forEach((end) => end());
  };
}

const IN_USE_BY_NOBODY = "00000000-0000-0000-0000-000000000000";

/** One provider as Terraform talks to it. */
class Provider {
  private caller: Caller;

  constructor(
    private readonly schema: ProviderSchema,
    private readonly azure: Azure,
    deployer: Deployer,
    private readonly types: ReadonlySet<string>,
  ) {
    this.caller = {
      ...deployer,
      tenantId: IN_USE_BY_NOBODY,
      subscriptionId: IN_USE_BY_NOBODY,
      recoversVaults: true,
      recoversSecrets: true,
      purgesVaults: true,
      purgesSecrets: true,
      keepsFilledGroups: true,
    };
  }

  public methods(): Record<string, unknown> {
    const answers: Record<string, (request: Request) => Answer | Promise<Answer>> = {
      GetSchema: () => this.getSchema(),
      PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
      Configure: ({ config }) => this.configure(fromWire(config)),
      ValidateResourceTypeConfig: ({ type_name: type, config }) => this.validate(this.schema.resources[type], config),
      ValidateDataSourceConfig: ({ type_name: type, config }) => this.validate(this.schema.dataSources[type], config),
      UpgradeResourceState: ({ raw_state: raw }) => ({ upgraded_state: toWire(fromWire(raw)) }),
      ReadResource: (request) => this.read(request),
      PlanResourceChange: (request) => this.plan(request),
      ApplyResourceChange: (request) => this.apply(request),
      ImportResourceState: (request) => this.import(request),
      ReadDataSource: (request) => this.lookUp(request),
      Stop: () => ({}),
    };
    return {
      GetMetadata: (_: unknown, callback: sendUnaryData<Answer>) => callback({ code: status.UNIMPLEMENTED }),
      ...Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, this.method(answer)])),
    };
  }

  private method(answer: (request: Request) => Answer | Promise<Answer>) {
    return (call: ServerUnaryCall<Request, Answer>, callback: sendUnaryData<Answer>): void => {
      const sleeping = this.sleepSeconds(call.request);
      const work =
        sleeping === undefined || sleeping === 0
          ? this.azure.world.clock.during(() => answer(call.request))
          : this.azure.world.clock.sleep(sleeping).then(() => answer(call.request));
      Promise.resolve(work).then(
        (response) => callback(null, response),
        (error: Error) =>
          error instanceof AzureError
            ? callback(null, { diagnostics: [failure(error.message, error.detail)] })
            : callback({ code: status.INTERNAL, details: error.stack ?? error.message }),
      );
    };
  }

  /** How long this very request takes in virtual time; undefined when it takes none. */
  private sleepSeconds({ type_name: type, prior_state, planned_state }: Request): number | undefined {
    if (planned_state === undefined) {
      return undefined; // nothing is applied
    }
    const [prior, planned] = [fromWire(prior_state), fromWire(planned_state)];
    const action = prior === null ? "create" : planned === null ? "delete" : undefined;
    if (action === undefined) {
      return undefined;
    }
    if (type === "time_sleep") {
      return secondsOf(
        text((planned ?? prior) as Values, action === "create" ? "create_duration" : "destroy_duration"),
      );
    }
    const usual = KINDS[type]?.takes?.[action] ?? 0;
    return usual + (action === "create" ? this.azure.world.slowness(type, planned as Values) : 0);
  }

  private getSchema(): Answer {
    const all = (types: Readonly<Record<string, TypeSchema>>): object =>
      Object.fromEntries(
        Object.entries(types)
          .filter(([name]) => this.types.has(name))
          .map(([name, type]) => [name, toProtocol(type)]),
      );
    return {
      provider: toProtocol({ block: this.schema.configuration }),
      resource_schemas: all(this.schema.resources),
      data_source_schemas: all(this.schema.dataSources),
    };
  }

  private configure(config: Value): Answer {
    if (isValues(config) && this.isCloud) {
      const [features = {}] = blocks(config, "features");
      const feature = (block: string, name: string): boolean => blocks(features, block)[0]?.[name] !== false;
      this.caller = {
        ...this.caller,
        subscriptionId: text(config, "subscription_id"),
        tenantId: text(config, "tenant_id") || IN_USE_BY_NOBODY,
        recoversVaults: feature("key_vault", "recover_soft_deleted_key_vaults"),
        recoversSecrets: feature("key_vault", "recover_soft_deleted_secrets"),
        purgesVaults: feature("key_vault", "purge_soft_delete_on_destroy"),
        purgesSecrets: feature("key_vault", "purge_soft_deleted_secrets_on_destroy"),
        keepsFilledGroups: feature("resource_group", "prevent_deletion_if_contains_resources"),
      };
    }
    return {};
  }

  private validate(schema: TypeSchema, config: DynamicValue | undefined): Answer {
    const values = fromWire(config);
    const violations = isValues(values) ? validate(schema, values) : [];
    return { diagnostics: violations.map((violation) => failure("Invalid combination of arguments", violation)) };
  }

  /** Whether it makes what is in Azure, or in an Azure Stack Hub, and not what Terraform alone knows. */
  private get isCloud(): boolean {
    return this.schema.name.startsWith("azure");
  }

  private read({ type_name: type, current_state: state }: Request): Answer {
    const values = fromWire(state);
    const there = this.isCloud ? this.azure.read(type, values as Values, this.caller) : values;
    return { new_state: toWire(there) };
  }

  private plan({ type_name: type, prior_state: prior, config }: Request): Answer {
    const { planned, replace } = plan(this.schema.resources[type], fromWire(prior), fromWire(config));
    if (this.isCloud && isValues(planned)) {
      this.azure.plan(type, planned, this.caller);
    }
    return {
      planned_state: toWire(planned),
      requires_replace: replace.map((path) => ({
        steps: path.map((step) => (typeof step === "number" ? { element_key_int: step } : { attribute_name: step })),
      })),
      legacy_type_system: true,
    };
  }

  private apply({ type_name: type, prior_state, planned_state, config }: Request): Answer {
    const [prior, planned] = [fromWire(prior_state), fromWire(planned_state)];
    const schema = this.schema.resources[type];
    try {
      const state = this.applied(schema, prior, planned, fromWire(config) as Values);
      return { new_state: toWire(state), legacy_type_system: true };
    } catch (error) {
      if (!(error instanceof AzureError)) {
        throw error;
      }
      // What was there before is still there.
      return {
        new_state: toWire(prior),
        diagnostics: [failure(error.message, error.detail)],
        legacy_type_system: true,
      };
    }
  }

  private applied(schema: TypeSchema, prior: Value, planned: Value, config: Values): Value {
    if (!this.isCloud) {
      const id =
        isValues(planned) && planned.id === UNKNOWN
          ? uuidOf(JSON.stringify([planned.triggers, this.azure.world.clock.now]))
          : undefined;
      return isValues(planned) ? { ...planned, ...(id === undefined ? {} : { id }) } : null;
    }
    if (!isValues(planned)) {
      this.azure.delete(schema.name, prior as Values, this.caller);
      return null;
    }
    return isValues(prior)
      ? this.azure.update(schema, planned, config, prior, this.caller)
      : this.azure.create(schema, planned, config, this.caller);
  }

  private import({ type_name: type, id = "" }: Request): Answer {
    const found = this.azure.world.ofType(type).find(({ values }) => sameId(text(values, "id"), id));
    if (found === undefined) {
      return { diagnostics: [failure("Cannot import non-existent remote object", `There is no ${type} ${id}.`)] };
    }
    return { imported_resources: [{ type_name: type, state: toWire(found.values) }] };
  }

  private lookUp({ type_name: type, config }: Request): Answer {
    const found = this.azure.lookUp(type, fromWire(config) as Values, this.caller);
    const known = Object.entries({
      ...this.schema.dataSources[type].block.attributes,
      ...this.schema.dataSources[type].block.blocks,
    });
    return { state: toWire(Object.fromEntries(known.map(([name]) => [name, found[name] ?? null]))) };
  }
}

function failure(summary: string, detail: string): Diagnostic {
  return { severity: "ERROR", summary, detail };
}
