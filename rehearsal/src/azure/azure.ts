import { UNKNOWN, Value, Values } from "../provider/value";
import { settled } from "../provider/plan";
import { TypeSchema } from "../schema/schema";
import { EventKind } from "./event-log";
import { parentOf } from "./ids";
import { Asker, AzureError, Caller, Operation, OperationKind, SOMEBODY, text } from "./operation";
import { REFUSALS } from "./rules";
import { KINDS, Kind } from "./types";
import { Resource, World } from "./world";

const SECRET = "azurerm_key_vault_secret";
const VAULT = "azurerm_key_vault";
const PIPELINE = "azurerm_data_factory_pipeline";
const HYBRID_CONNECTION = "azurerm_relay_hybrid_connection";
const STARTABLE = ["azurerm_container_group", "azurerm_container_app_job"];

/** Blocks that are given, and in which Azure adds something. */
const FILLED_IN = ["identity", "frontend_ip_configuration", "ip_configuration"];

/** An Azure in memory: a world of resources, rights and virtual time, and a way to say no. */
export class Azure {
  public readonly world = new World();

  // What people ask for

  /** A machine on premises is registered with a runtime, as its administrator does with the runtime's key. */
  public registerNode(runtimeId: string, computerName: string): void {
    const runtime = this.world.find(runtimeId);
    if (runtime === undefined) {
      throw new Error(`${computerName} cannot be registered: there is no ${runtimeId}.`);
    }
    this.refuse(this.onExisting("register-node", runtime, SOMEBODY));
    this.world.addNode(runtimeId, computerName);
  }

  /** Somebody stops a container group, or a run of a job. */
  public stop(id: string): void {
    this.record("stop", this.onExisting("start", this.startable(id), SOMEBODY));
    this.world.setStopped(id, true);
  }

  /** Somebody starts a container group again, which needs all that it needed when it was made, or a job. */
  public start(id: string, principalId: string): void {
    const operation = this.onExisting("start", this.startable(id), { ...SOMEBODY, principalId });
    this.refuse(operation);
    this.world.setStopped(id, false);
    this.record("start", operation);
  }

  /** Somebody, or the clock, runs a pipeline. */
  public run(pipelineId: string, by: Asker = {}): void {
    const pipeline = this.world.find(pipelineId, PIPELINE);
    if (pipeline === undefined) {
      throw new Error(`There is no pipeline ${pipelineId}.`);
    }
    const operation = this.onExisting("run", pipeline, { ...SOMEBODY, ...by });
    this.refuse(operation);
    this.record("run", operation);
  }

  /** Somebody reads a secret; gives back its value. */
  public readSecret(id: string, by: Asker): string {
    const { values = {}, hidden } = this.world.find(id, SECRET) ?? {};
    this.refuse(this.operation("read", SECRET, id, values, values, { ...SOMEBODY, ...by }));
    return text({ ...values, ...hidden }, "value");
  }

  /** A listener listens on a hybrid connection: by a connection string, or else as who it is. */
  public listen(id: string, by: Asker, connectionString?: string): void {
    const { values = {} } = this.world.find(id, HYBRID_CONNECTION) ?? {};
    const config: Values = connectionString === undefined ? {} : { connection_string: connectionString };
    this.refuse(this.operation("listen", HYBRID_CONNECTION, id, values, config, { ...SOMEBODY, ...by }));
  }

  /** What Azure says to what people ask for, where it says no. */
  public whyNot(ask: () => void): string | undefined {
    try {
      ask();
      return undefined;
    } catch (error) {
      if (!(error instanceof AzureError)) {
        throw error;
      }
      return `${error.message}\n${error.detail}`;
    }
  }

  /** IDs of the pipelines that a stack made, and that are there. */
  public pipelinesOf(stackName: string): string[] {
    const made = this.world.events.all.filter(
      ({ kind, type, stack }) => kind === "create" && stack === stackName && type === PIPELINE,
    );
    return [...new Set(made.map(({ id }) => id))].filter((id) => this.world.find(id) !== undefined);
  }

  private startable(id: string): Resource {
    const found = this.world.find(id);
    if (found === undefined || !STARTABLE.includes(found.type)) {
      throw new Error(`There is no container group or job ${id}.`);
    }
    return found;
  }

  // What Terraform asks for

  /** What the provider itself refuses when it plans, with what is known by then. */
  public plan(type: string, planned: Values, caller: Caller): void {
    this.refuse(this.operation("plan", type, `${type} ${text(planned, "name")}`, planned, planned, caller));
  }

  public create({ name: type, block }: TypeSchema, planned: Values, config: Values, caller: Caller): Values {
    const kind = KINDS[type];
    const seed = this.world.nextSeed();
    const id = kind.id(planned, caller, seed, this.world);
    const operation = this.operation("create", type, id, planned, config, caller);
    this.refuse(operation);
    const recovered = this.recover(operation);
    const values = settled(block, planned, this.computed(kind, operation, seed));
    this.world.store({ id, type, values, hidden: hiddenIn(config), createdAt: this.world.clock.now, seed });
    this.record(recovered ? "recover" : "create", operation);
    return values;
  }

  public update(
    { name: type, block }: TypeSchema,
    planned: Values,
    config: Values,
    prior: Values,
    caller: Caller,
  ): Values {
    const kind = KINDS[type];
    const operation = this.operation("update", type, kind.idOf(prior, this.world), planned, config, caller);
    this.refuse(operation);
    const resource = this.world.find(operation.id)!;
    resource.hidden = planned.value_wo_version === prior.value_wo_version ? resource.hidden : hiddenIn(config);
    resource.values = settled(block, planned, {
      ...this.computed(kind, operation, resource.seed),
      ...kind.changed?.(planned, prior, this.world.nextSeed()),
    });
    this.record("update", operation);
    return resource.values;
  }

  public delete(type: string, prior: Values, caller: Caller): void {
    const id = KINDS[type].idOf(prior, this.world);
    if (this.world.find(id) === undefined) {
      return; // gone already
    }
    const operation = this.operation("delete", type, id, prior, prior, caller);
    this.refuse(operation);
    this.keepDeleted(operation);
    this.world.remove(id);
    this.record("delete", operation);
  }

  /** What is there now; null when it is gone, or cannot be found from here. */
  public read(type: string, state: Values, caller: Caller): Value {
    const kind = KINDS[type];
    const id = kind.idOf(state, this.world);
    const resource = this.world.find(id, type);
    if (resource === undefined || kind.seen?.(resource.values, caller) === false) {
      return null;
    }
    this.refuse(this.operation("read", type, id, resource.values, state, caller));
    return kind.asRead?.(resource.values, caller) ?? resource.values;
  }

  /** What a data source finds. */
  public lookUp(type: string, config: Values, caller: Caller): Values {
    if (type === "azurerm_client_config") {
      const { principalId, tenantId, subscriptionId } = caller;
      const known = { client_id: principalId, object_id: principalId, tenant_id: tenantId };
      return { ...config, ...known, id: principalId, subscription_id: subscriptionId };
    }
    const id = `${text(config, "key_vault_id")}/secrets/${text(config, "name")}`;
    this.refuse(this.operation("look-up", type, id, config, config, caller));
    return { ...config, ...this.world.find(id)?.values, ...this.world.find(id)?.hidden };
  }

  private operation(
    kind: OperationKind,
    type: string,
    id: string,
    values: Values,
    config: Values,
    caller: Caller,
  ): Operation {
    return { kind, type, id, values, config, caller, world: this.world };
  }

  private onExisting(kind: OperationKind, { type, id, values }: Resource, caller: Caller): Operation {
    return this.operation(kind, type, id, values, values, caller);
  }

  private refuse(operation: Operation): void {
    for (const refusal of REFUSALS) {
      const concerns = refusal.types?.includes(operation.type) ?? true;
      const said = concerns && refusal.kinds.includes(operation.kind) ? refusal.says(operation) : undefined;
      if (said !== undefined) {
        this.record("refused", operation, refusal.id);
        throw new AzureError(refusal, operation, said);
      }
    }
  }

  private record(kind: EventKind, { type, id, values, caller }: Operation, rule?: string): void {
    const role = text(values, "role_definition_name") || undefined;
    this.world.events.record({
      kind,
      type,
      id,
      at: this.world.clock.now,
      by: caller.principalId,
      stack: caller.stackName,
      role,
      rule,
    });
  }

  /** What Azure adds to what was asked for. */
  private computed(kind: Kind, { id, type, values, caller: { tenantId } }: Operation, seed: string): Values {
    const all: Values = { id, ...kind.computed?.(values, { id, world: this.world, seed, tenantId }) };
    const withheld = this.world.withheldFrom(type).map((name): [string, Value] => [name, ""]);
    return Object.fromEntries(
      [...Object.entries(all), ...withheld].filter(([name]) => FILLED_IN.includes(name) || values[name] === UNKNOWN),
    );
  }

  private keepDeleted({ type, id, caller }: Operation): void {
    const resource = this.world.find(id)!;
    const vault = type === SECRET ? this.world.find(parentOf(id)) : resource;
    const purges = type === SECRET ? caller.purgesSecrets : caller.purgesVaults;
    if (![SECRET, VAULT].includes(type) || (purges && vault?.values.purge_protection_enabled !== true)) {
      return;
    }
    if (type === SECRET) {
      this.world.keepSecret(resource);
    } else {
      this.world.keepVault(resource);
    }
  }

  /** Puts back what was deleted: a vault with what was in it, or a secret. */
  private recover({ type, id, values }: Operation): boolean {
    return type === SECRET
      ? this.world.recoverSecret(id)
      : type === VAULT && this.world.recoverVault(text(values, "name"));
  }
}

/** The value of a secret that is written and never read back into the state. */
function hiddenIn(config: Values): Values | undefined {
  const { value_wo: value } = config;
  return typeof value === "string" ? { value } : undefined;
}
