import { Values } from "../provider/value";
import { EventKind } from "./event-log";
import { attachedNow } from "./attached";
import { parentOf } from "./ids";
import { Asker, AzureError, Caller, Operation, OperationKind, Refusal, SOMEBODY, text } from "./operation";
import { REFUSALS } from "./rules";
import { KINDS } from "./types";
import { PIPELINE, RUNTIME, TRIGGER } from "./types/data-factory";
import { HYBRID_CONNECTION } from "./types/relay";
import { Resource, World } from "./world";

const SECRET = "azurerm_key_vault_secret";
const VAULT = "azurerm_key_vault";
const STARTABLE = ["azurerm_container_group", "azurerm_container_app_job", "azurerm_linux_virtual_machine_scale_set"];

/** What a provider asks of Azure. */
export interface Asked {
  /** As in {@link Operation}. */
  readonly type: string;
  readonly through: string;
  readonly id: string;
  readonly values: Values;
  /** Write-only arguments included; the values when left out. */
  readonly config?: Values;
  readonly caller: Caller;
}

/** Something that Azure says no to, and in which words. */
export interface Refused {
  readonly refusal: Refusal;
  readonly said: string;
}

/** What a resource is made of. */
export type Made = Pick<Resource, "values" | "hidden">;

/** An Azure in memory: a world of resources, rights and virtual time, and a way to say no. */
export class Azure {
  public readonly world = new World();

  // What people ask for

  /**
   * A machine on premises is registered with a runtime, as its administrator does with the runtime's key. It leaves its
   * network by `address`, where that is known.
   */
  public registerNode(runtimeId: string, computerName: string, address?: string): void {
    const runtime = this.world.find(runtimeId);
    if (runtime === undefined) {
      throw new Error(`${computerName} cannot be registered: there is no ${runtimeId}.`);
    }
    this.refuse(this.onExisting("register-node", runtime, SOMEBODY));
    this.world.addNode(runtimeId, computerName, address);
  }

  /** Somebody stops a container group, or a run of a job. */
  public stop(id: string): void {
    this.record("stop", this.onExisting("stop", this.startable(id), SOMEBODY));
    this.world.setStopped(id, true);
  }

  /** Somebody starts a container group or the machines of a scale set again, which need what they needed when they were made, or a job. */
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

  /** What would be refused of a run of a pipeline at this moment; nothing comes of asking. */
  public whyNoRun(pipelineId: string): Refused | undefined {
    const pipeline = this.world.find(pipelineId, PIPELINE);
    return pipeline && this.refusalOf(this.onExisting("run", pipeline, SOMEBODY));
  }

  /** Somebody reads a secret; gives back its value. */
  public readSecret(id: string, by: Asker): string {
    const { values = {}, hidden } = this.world.find(id, SECRET) ?? {};
    this.refuse(this.operation("read", { type: SECRET, through: "", id, values, caller: { ...SOMEBODY, ...by } }));
    return text({ ...values, ...hidden }, "value");
  }

  /** Somebody reads the keys of a runtime from the runtime itself. */
  public listRuntimeKeys(id: string, by: Asker): void {
    const { values = {} } = this.world.find(id, RUNTIME) ?? {};
    this.act({ type: RUNTIME, through: "", id, values, caller: { ...SOMEBODY, ...by } }, "listAuthKeys");
  }

  /** A listener listens on a hybrid connection: by a connection string, or else as who it is. */
  public listen(id: string, by: Asker, connectionString?: string): void {
    const { values = {} } = this.world.find(id, HYBRID_CONNECTION) ?? {};
    const config: Values = connectionString === undefined ? {} : { connection_string: connectionString };
    const caller = { ...SOMEBODY, ...by };
    this.refuse(this.operation("listen", { type: HYBRID_CONNECTION, through: "", id, values, config, caller }));
  }

  /** Somebody pulls an image from a registry, as who it is. */
  public pull(registryId: string, by: Asker): void {
    const type = "azurerm_container_registry";
    const { values = {} } = this.world.find(registryId, type) ?? {};
    this.refuse(this.operation("pull", { type, through: "", id: registryId, values, caller: { ...SOMEBODY, ...by } }));
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
      throw new Error(`There is no container group, job or scale set ${id}.`);
    }
    return found;
  }

  // What providers ask for

  /** What a provider itself refuses when it plans, with what is known by then, in place of what was before. */
  public plan(asked: Asked, before?: Values): void {
    this.refuse({ ...this.operation("plan", asked), before });
  }

  /** @param made is asked once nothing is refused. */
  public create(asked: Asked, seed: string, made: () => Made): Resource {
    const { type, id } = asked;
    const operation = this.operation("create", asked);
    this.refuse(operation);
    const recovered = this.recover(operation);
    const resource = { id, type, ...made(), createdAt: this.world.clock.now, seed };
    this.world.store(resource);
    this.record(recovered ? "recover" : "create", operation);
    return resource;
  }

  /** @param changed is asked once nothing is refused. */
  public update(asked: Asked, changed: (resource: Resource) => Made): Resource {
    const before = this.world.find(asked.id)?.values;
    const operation = { ...this.operation("update", asked), before };
    this.refuse(operation);
    const resource = this.world.find(asked.id)!;
    Object.assign(resource, changed(resource));
    resource.attached = attachedNow(this.world, resource.values);
    this.record("update", operation);
    return resource;
  }

  public delete(asked: Asked): void {
    const found = this.world.find(asked.id);
    if (found === undefined) {
      return; // gone already
    }
    const operation = this.operation("delete", { ...asked, values: found.values });
    this.refuse(operation);
    this.keepDeleted(operation);
    this.world.remove(asked.id);
    this.record("delete", operation);
  }

  /** What is there, if it is of this type. */
  public read(asked: Omit<Asked, "values">, kind: "read" | "look-up" = "read"): Resource | undefined {
    const resource = this.world.find(asked.id, asked.type);
    if (resource !== undefined || kind === "look-up") {
      this.refuse(this.operation(kind, { ...asked, values: resource?.values ?? asked.config ?? {} }));
    }
    return resource;
  }

  /** POST of an action, with what it is told; gives back what Azure answers. */
  public act(asked: Asked, action: string): Values {
    const operation = { ...this.operation(KINDS_OF_ACTIONS[action] ?? "act", asked), action };
    this.refuse(operation);
    const resource = this.world.find(asked.id)!;
    const making = { id: asked.id, world: this.world, seed: this.world.nextSeed(), tenantId: "" };
    const answer = KINDS[asked.type].actions![action](resource, asked.config ?? {}, making);
    if (asked.type === TRIGGER) {
      this.record(action === "start" ? "start" : "stop", operation);
    }
    const withheld = this.world.withheldFrom(asked.type).map((name): [string, string] => [name, ""]);
    return { ...answer, ...Object.fromEntries(withheld.filter(([name]) => name in answer)) };
  }

  private operation(kind: OperationKind, { config, ...asked }: Asked): Operation {
    return { kind, ...asked, config: config ?? asked.values, world: this.world };
  }

  private onExisting(kind: OperationKind, { type, id, values }: Resource, caller: Caller): Operation {
    return this.operation(kind, { type, through: "", id, values, caller });
  }

  private refuse(operation: Operation): void {
    const refused = this.refusalOf(operation);
    if (refused !== undefined) {
      this.record("refused", operation, refused.refusal.id);
      throw new AzureError(refused.refusal, operation, refused.said);
    }
  }

  private refusalOf(operation: Operation): Refused | undefined {
    for (const refusal of REFUSALS) {
      const concerns = refusal.types?.includes(operation.type) ?? true;
      const said = concerns && refusal.kinds.includes(operation.kind) ? refusal.says(operation) : undefined;
      if (said !== undefined) {
        return { refusal, said };
      }
    }
    return undefined;
  }

  private record(kind: EventKind, { kind: asked, type, id, values, caller }: Operation, rule?: string): void {
    const role = text(values, "role_definition_name") || undefined;
    this.world.events.record({
      kind,
      type,
      id,
      at: this.world.clock.now,
      by: caller.principalId,
      stack: caller.stackName,
      role,
      ...(rule === undefined ? {} : { rule, asked }),
    });
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

/** What is refused and told by names of its own. */
const KINDS_OF_ACTIONS: Readonly<Record<string, OperationKind>> = { start: "start", stop: "stop" };
