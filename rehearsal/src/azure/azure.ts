import { UNKNOWN, Value, Values } from "../provider/value";
import { settled } from "../provider/plan";
import { TypeSchema } from "../schema/schema";
import { VirtualClock } from "./clock";
import { EventKind, EventLog } from "./event-log";
import { parentOf, sameId, within } from "./ids";
import { AzureError, Caller, Operation, OperationKind, text } from "./operation";
import { Assignment, Right, giving } from "./roles";
import { REFUSALS } from "./rules";
import { KINDS, Kind } from "./types";

/** Seconds until a new role assignment counts, at worst. Source: Microsoft, troubleshoot Azure RBAC. */
const PROPAGATION_SECONDS = 600;

/** Something that exists. */
export interface Resource {
  readonly id: string;
  /** Terraform's type. */
  readonly type: string;
  values: Values;
  /** What Azure has and Terraform does not keep: write-only values. */
  hidden?: Values;
  /** Virtual seconds. */
  readonly createdAt: number;
  /** Sets it apart from whatever had its name before. */
  readonly seed: string;
}

/** A deleted vault that can be recovered, with the secrets that are in it. */
interface DeletedVault {
  readonly vault: Resource;
  readonly secrets: Resource[];
}

/** All that there is, but for rights given by hand. */
type Kept = [Map<string, Resource>, Map<string, DeletedVault>, Map<string, string[]>, Map<string, string>];

/** An Azure in memory: resources of any number of subscriptions, rights, virtual time, and a way to say no. */
export class Azure {
  public readonly clock = new VirtualClock();
  public readonly events = new EventLog();
  private existing = new Map<string, Resource>();
  private byHand: Assignment[] = [];
  private namesElsewhere = new Map<string, string>();
  private deletedVaults = new Map<string, DeletedVault>();
  private nodesOf = new Map<string, string[]>();
  private slow: readonly { type: string; values: Readonly<Record<string, Value>>; seconds: number }[] = [];
  private serial = 0;

  // What people and others do, outside Terraform

  /** Gives a role by hand, long ago: it counts at once. */
  public give(principalId: string, roleName: string, scope: string, condition?: string): void {
    this.byHand.push({ roleName, scope, principalId, condition, effectiveAt: -Infinity });
  }

  /** Somebody else, in another tenant, has a resource of this name already. */
  public takeName(kind: string, name: string, state: "in use" | "soft-deleted" = "in use"): void {
    this.namesElsewhere.set(`${kind} ${name}`.toLowerCase(), state);
  }

  /** A machine on premises is registered with a runtime, as its administrator does with the runtime's key. */
  public registerNode(runtimeId: string, computerName: string): void {
    if (this.find(runtimeId) === undefined) {
      throw new Error(`${computerName} cannot be registered: there is no ${runtimeId}.`);
    }
    this.nodesOf.set(runtimeId.toLowerCase(), [...this.nodes(runtimeId), computerName]);
  }

  /** Somebody makes a resource, with no regard for Terraform. */
  public put(type: string, id: string, values: Values): void {
    const seed = this.nextSeed();
    const computed = KINDS[type].computed?.(values, { id, azure: this, seed, tenantId: "" });
    this.store({ id, type, values: { id, ...computed, ...values }, createdAt: this.clock.now, seed });
  }

  /** Somebody puts a secret into a vault. */
  public putSecret(vaultId: string, name: string, value: string): void {
    if (this.find(vaultId) === undefined) {
      throw new Error(`The secret ${name} cannot be put anywhere: there is no ${vaultId}.`);
    }
    this.put("azurerm_key_vault_secret", `${vaultId}/secrets/${name}`, { name, value, key_vault_id: vaultId });
  }

  /** Takes what was given by hand from a principal. */
  public withdraw(principalId: string): void {
    this.byHand = this.byHand.filter((assignment) => !sameId(assignment.principalId, principalId));
  }

  /** Somebody deletes a resource, and all that is in it, with no regard for Terraform; roles on a secret outlive it. */
  public remove(id: string): void {
    this.all
      .filter((resource) => sameId(resource.id, id) || (within(resource.id, id) && !/\/secrets\/[^/]+$/.test(id)))
      .map((resource) => resource.id.toLowerCase())
      .forEach((gone) => {
        this.existing.delete(gone);
        this.nodesOf.delete(gone);
      });
  }

  /** Azure takes its time to make what is of this type and has these arguments, so that all that forgets to wait is early. */
  public slowDown(type: string, values: Readonly<Record<string, Value>>, seconds: number): void {
    this.slow = [...this.slow, { type, values, seconds }];
  }

  /** Virtual seconds that it takes to make this, beyond the usual. */
  public slowness(type: string, planned: Values): number {
    const found = this.slow.find(
      (one) => one.type === type && Object.entries(one.values).every(([name, value]) => planned[name] === value),
    );
    return found?.seconds ?? 0;
  }

  /** Remembers how everything is; what it returns puts it back, but for time, which goes on. */
  public snapshot(): () => void {
    const kept: Kept = structuredClone([this.existing, this.deletedVaults, this.nodesOf, this.namesElsewhere]);
    const { byHand, slow } = this;
    return () => {
      [this.existing, this.deletedVaults, this.nodesOf, this.namesElsewhere] = structuredClone(kept);
      this.byHand = byHand;
      this.slow = slow;
    };
  }

  // What can be seen

  /** Everything that exists, oldest first. */
  public get all(): Resource[] {
    return [...this.existing.values()];
  }

  public find(id: string, type?: string): Resource | undefined {
    const found = this.existing.get(id.toLowerCase());
    return type === undefined || found?.type === type ? found : undefined;
  }

  public ofType(type: string): Resource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** Names of the machines that carry a runtime. */
  public nodes(runtimeId: string): readonly string[] {
    return this.nodesOf.get(runtimeId.toLowerCase()) ?? [];
  }

  /** Who else holds this global name, in another tenant. */
  public nameElsewhere(kind: string, name: string): string | undefined {
    return this.namesElsewhere.get(`${kind} ${name}`.toLowerCase());
  }

  /** The deleted vault of this name that can still be recovered. */
  public deletedVault(name: string): Resource | undefined {
    return this.deletedVaults.get(name.toLowerCase())?.vault;
  }

  public get assignments(): Assignment[] {
    const made = this.ofType("azurerm_role_assignment").map(({ values, createdAt }) => ({
      roleName: text(values, "role_definition_name"),
      scope: text(values, "scope"),
      principalId: text(values, "principal_id"),
      condition: text(values, "condition") || undefined,
      effectiveAt: createdAt + PROPAGATION_SECONDS,
    }));
    return [...this.byHand, ...made];
  }

  /** Whether somebody has a right on something, and it counts by now. */
  public has(right: Right, principalId: string, scope: string): boolean {
    return this.effective(right, principalId, scope).length > 0;
  }

  /** The assignments that give a right and count by now. */
  public effective(right: Right, principalId: string, scope: string): Assignment[] {
    return giving(this.assignments, right, principalId, scope).filter(
      ({ effectiveAt }) => effectiveAt <= this.clock.now,
    );
  }

  /** Seconds until a right that is given will count; undefined where it is not given. */
  public pending(right: Right, principalId: string, scope: string): number | undefined {
    const given = giving(this.assignments, right, principalId, scope).map(({ effectiveAt }) => effectiveAt);
    return given.length === 0 ? undefined : Math.max(0, Math.min(...given) - this.clock.now);
  }

  // What Terraform asks for

  public create({ name: type, block }: TypeSchema, planned: Values, config: Values, caller: Caller): Values {
    const kind = KINDS[type];
    const seed = this.nextSeed();
    const id = kind.id(planned, caller, seed);
    const operation = this.operation("create", type, id, planned, config, caller);
    this.refuse(operation);
    const recovered = this.recover(operation);
    const values = settled(block, planned, this.computed(kind, id, planned, caller, seed));
    this.store({ id, type, values, hidden: hiddenIn(config), createdAt: this.clock.now, seed });
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
    const id = kind.idOf(prior);
    const operation = this.operation("update", type, id, planned, config, caller);
    this.refuse(operation);
    const resource = this.find(id)!;
    resource.hidden = planned.value_wo_version === prior.value_wo_version ? resource.hidden : hiddenIn(config);
    resource.values = settled(block, planned, {
      ...this.computed(kind, id, planned, caller, resource.seed),
      ...kind.changed?.(planned, prior, this.nextSeed()),
    });
    this.record("update", operation);
    return resource.values;
  }

  public delete(type: string, prior: Values, caller: Caller): void {
    const id = KINDS[type].idOf(prior);
    if (this.find(id) === undefined) {
      return; // gone already
    }
    const operation = this.operation("delete", type, id, prior, prior, caller);
    this.refuse(operation);
    this.keepDeleted(id, type);
    this.remove(id);
    this.record("delete", operation);
  }

  /** What is there now; null when it is gone, or cannot be found from here. */
  public read(type: string, state: Values, caller: Caller): Value {
    const kind = KINDS[type];
    const id = kind.idOf(state);
    const resource = this.find(id, type);
    if (resource === undefined || kind.seen?.(resource.values, caller) === false) {
      return null;
    }
    this.refuse(this.operation("read", type, id, resource.values, state, caller));
    return resource.values;
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
    return { ...config, ...this.find(id)?.values, ...this.find(id)?.hidden };
  }

  private operation(
    kind: OperationKind,
    type: string,
    id: string,
    values: Values,
    config: Values,
    caller: Caller,
  ): Operation {
    return { kind, type, id, values, config, caller, azure: this };
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
    this.events.record({ kind, type, id, at: this.clock.now, by: caller.principalId, role, rule });
  }

  /** What Azure adds to what was asked for. */
  private computed(kind: Kind, id: string, planned: Values, { tenantId }: Caller, seed: string): Values {
    const all: Values = { id, ...kind.computed?.(planned, { id, azure: this, seed, tenantId }) };
    return Object.fromEntries(Object.entries(all).filter(([name]) => name === "identity" || planned[name] === UNKNOWN));
  }

  private store(resource: Resource): void {
    this.existing.set(resource.id.toLowerCase(), resource);
  }

  private keepDeleted(id: string, type: string): void {
    if (type === "azurerm_key_vault") {
      const vault = this.find(id)!;
      const secrets = this.ofType("azurerm_key_vault_secret").filter((secret) => sameId(parentOf(secret.id), id));
      this.deletedVaults.set(text(vault.values, "name").toLowerCase(), { vault, secrets });
    }
  }

  /** Puts a deleted vault back, with what was in it. */
  private recover({ type, values }: Operation): boolean {
    const name = text(values, "name").toLowerCase();
    const deleted = type === "azurerm_key_vault" ? this.deletedVaults.get(name) : undefined;
    if (deleted !== undefined) {
      this.deletedVaults.delete(name);
    }
    deleted?.secrets.forEach((secret) => this.store(secret));
    return deleted !== undefined;
  }

  private nextSeed(): string {
    this.serial += 1;
    return String(this.serial);
  }
}

/** The value of a secret that is written and never read back into the state. */
function hiddenIn(config: Values): Values | undefined {
  const { value_wo: value } = config;
  return typeof value === "string" ? { value } : undefined;
}
