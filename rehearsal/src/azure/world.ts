import { Values, Value } from "../provider/value";
import { attachedNow } from "./attached";
import { madeByHand } from "./bodies";
import { VirtualClock } from "./clock";
import { EventLog } from "./event-log";
import { parentOf, sameId, within } from "./ids";
import { text } from "./operation";
import { Assignment, Right, actionsOf, giving, roleNamed } from "./roles";

/** Seconds until a new role assignment counts, at worst. Source: Microsoft, troubleshoot Azure RBAC. */
const PROPAGATION_SECONDS = 600;

const ROLE_ASSIGNMENT = "azurerm_role_assignment";
const SECRET = "azurerm_key_vault_secret";

/** Something that exists. */
export interface Resource {
  readonly id: string;
  /** Terraform's type. */
  readonly type: string;
  values: Values;
  /** What Azure has and Terraform does not keep: write-only values. */
  hidden?: Values;
  /** Object IDs of the identities that are attached, by their IDs in lowercase, as they were when it was written. */
  attached?: Readonly<Record<string, string>>;
  /** Virtual seconds. */
  readonly createdAt: number;
  /** Sets it apart from whatever had its name before. */
  readonly seed: string;
}

/** A deleted vault that can be recovered, with the secrets that are in it. */
export interface DeletedVault {
  readonly vault: Resource;
  readonly secrets: Resource[];
}

/** A machine that carries a runtime. */
interface Node {
  readonly name: string;
  /** Public IPv4 address by which it leaves its network, where that is known. */
  readonly address?: string;
}

/** An attribute of something, by the name of that. */
export interface Referred {
  readonly name: string;
  readonly attribute: string;
}

/** What takes so long to be made, by its arguments. */
interface Slowness {
  readonly type: string;
  readonly values: Readonly<Record<string, Value>>;
  readonly references: Readonly<Record<string, Referred>>;
  readonly seconds: number;
}

/** What somebody has locked: against being deleted, or against any change. */
export interface Lock {
  /** ID of a resource, or of a group with all that is in it. */
  readonly scope: string;
  readonly level: "CanNotDelete" | "ReadOnly";
}

/** All that there is, but for rights given by hand; keys are in lowercase. */
class State {
  public readonly existing = new Map<string, Resource>();
  /** The same, by type: most of what is asked concerns one, and there may be thousands of others. */
  public readonly byType = new Map<string, Map<string, Resource>>();
  public readonly deletedVaults = new Map<string, DeletedVault>();
  public readonly deletedSecrets = new Map<string, Resource>();
  public readonly nodesOf = new Map<string, Node[]>();
  public readonly namesElsewhere = new Map<string, string>();
  public readonly images = new Set<string>();
  public readonly stopped = new Set<string>();
  public readonly withheld = new Map<string, readonly string[]>();
  public readonly locks: Lock[] = [];
}

/** What there is in Azure, what people and others do there outside Terraform, and what can be seen of it. */
export class World {
  public readonly clock = new VirtualClock();
  public readonly events = new EventLog();
  private state = new State();
  private byHand: Assignment[] = [];
  private slow: readonly Slowness[] = [];
  private serial = 0;
  private readonly waits = new Map<string, (readonly [from: number, until: number])[]>();

  // What people and others do

  /** Somebody makes a resource: by azurerm's type and arguments, or by Azure's type and body where it lives as that. */
  public put(type: string, id: string, values: Values): void {
    madeByHand(this, type, id, values).forEach((resource) => this.store(resource));
  }

  /** Somebody puts a secret into a vault. */
  public putSecret(vaultId: string, name: string, value: string): void {
    if (this.find(vaultId) === undefined) {
      throw new Error(`The secret ${name} cannot be put anywhere: there is no ${vaultId}.`);
    }
    this.put(SECRET, `${vaultId}/secrets/${name}`, { name, value, key_vault_id: vaultId });
  }

  /** Gives a role by hand, long ago: it counts at once. */
  public give(principalId: string, roleName: string, scope: string, condition?: string): void {
    this.byHand.push({ roleName, scope, principalId, condition, effectiveAt: -Infinity });
  }

  /** Takes what was given by hand from a principal. */
  public withdraw(principalId: string): void {
    this.byHand = this.byHand.filter((assignment) => !sameId(assignment.principalId, principalId));
  }

  /** Somebody else, in another tenant, has a resource of this name already. */
  public takeName(kind: string, name: string, state: "in use" | "soft-deleted" = "in use"): void {
    this.state.namesElsewhere.set(`${kind} ${name}`.toLowerCase(), state);
  }

  /** Somebody locks a resource, or a group with all that is in it. */
  public lock(scope: string, level: Lock["level"]): void {
    this.state.locks.push({ scope, level });
  }

  /** Somebody pushes an image, `contoso.azurecr.io/dbt:1.0.0`; its registry may be made later. */
  public pushImage(image: string): void {
    this.state.images.add(image.toLowerCase());
  }

  /** Somebody deletes an image from its registry. */
  public deleteImage(image: string): void {
    this.state.images.delete(image.toLowerCase());
  }

  /** Azure's answers for what is made of this type from now on lack these values: they are empty. */
  public withhold(type: string, ...names: readonly string[]): void {
    this.state.withheld.set(type, names);
  }

  /** Somebody deletes a resource, and all that is in it, with no regard for Terraform; roles on a secret outlive it. */
  public remove(id: string): void {
    this.all
      .filter((resource) => sameId(resource.id, id) || (within(resource.id, id) && !/\/secrets\/[^/]+$/.test(id)))
      .map((resource) => resource.id.toLowerCase())
      .forEach((gone) => {
        this.state.byType.get(this.state.existing.get(gone)!.type)!.delete(gone);
        this.state.existing.delete(gone);
        this.state.nodesOf.delete(gone);
        this.state.stopped.delete(gone);
      });
  }

  /** Azure takes its time to make what is of this type and has these arguments, so that all that forgets to wait is early. */
  public slowDown(
    type: string,
    values: Readonly<Record<string, Value>>,
    seconds: number,
    references: Readonly<Record<string, Referred>> = {},
  ): void {
    this.slow = [...this.slow, { type, values, seconds, references }];
  }

  /** Virtual seconds that it takes to make this, beyond the usual. */
  public slowness(type: string, planned: Values): number {
    const found = this.slow.find(
      (one) =>
        one.type === type &&
        Object.entries(one.values).every(([name, value]) => planned[name] === value) &&
        Object.entries(one.references).every(([name, referred]) => this.comesFrom(planned[name], referred)),
    );
    return found?.seconds ?? 0;
  }

  /** Whether a value is this attribute of something with this name. */
  private comesFrom(value: Value, { name, attribute }: Referred): boolean {
    return this.all
      .filter(({ id }) => sameId(id.split("/").pop()!, name))
      .some(({ id, values }) => (attribute === "id" ? id : values[attribute]) === value);
  }

  /** Remembers how everything is; what it returns puts it back, but for time, which goes on. */
  public snapshot(): () => void {
    const kept = structuredClone({ ...this.state });
    const { byHand, slow } = this;
    return () => {
      this.state = structuredClone(kept);
      this.byHand = byHand;
      this.slow = slow;
    };
  }

  // What can be seen

  /** Everything that exists, oldest first. */
  public get all(): Resource[] {
    return [...this.state.existing.values()];
  }

  public find(id: string, type?: string): Resource | undefined {
    const found = this.state.existing.get(id.toLowerCase());
    return type === undefined || found?.type === type ? found : undefined;
  }

  public ofType(type: string): Resource[] {
    return [...(this.state.byType.get(type)?.values() ?? [])];
  }

  /** Names of the machines that carry a runtime. */
  public nodes(runtimeId: string): readonly string[] {
    return this.nodesOf(runtimeId).map(({ name }) => name);
  }

  /** From where the machines that carry a runtime reach the internet, as far as that is known. */
  public nodeAddresses(runtimeId: string): readonly string[] {
    return this.nodesOf(runtimeId).flatMap(({ address }) => address ?? []);
  }

  private nodesOf(runtimeId: string): readonly Node[] {
    return this.state.nodesOf.get(runtimeId.toLowerCase()) ?? [];
  }

  /** Who else holds this global name, in another tenant. */
  public nameElsewhere(kind: string, name: string): string | undefined {
    return this.state.namesElsewhere.get(`${kind} ${name}`.toLowerCase());
  }

  /** The deleted vault of this name that can still be recovered. */
  public deletedVault(name: string): Resource | undefined {
    return this.state.deletedVaults.get(name.toLowerCase())?.vault;
  }

  /** The deleted secret that had this ID and can still be recovered. */
  public deletedSecret(id: string): Resource | undefined {
    return this.state.deletedSecrets.get(id.toLowerCase());
  }

  /** Locks on something, or above it. */
  public locksOn(id: string): Lock[] {
    return this.state.locks.filter(({ scope }) => within(id, scope));
  }

  /** Whether an image has been pushed to its registry. */
  public hasImage(image: string): boolean {
    return this.state.images.has(image.toLowerCase());
  }

  /** What Azure's answers for what is made of this type lack. */
  public withheldFrom(type: string): readonly string[] {
    return this.state.withheld.get(type) ?? [];
  }

  /** Whether a container group has been stopped, and not been started since. */
  public isStopped(groupId: string): boolean {
    return this.state.stopped.has(groupId.toLowerCase());
  }

  public get assignments(): Assignment[] {
    return [...this.byHand, ...this.ofType(ROLE_ASSIGNMENT).map((made) => this.assignmentIn(made))];
  }

  /** Whether somebody has a right on something, and it counts by now. */
  public has(right: Right, principalId: string, scope: string): boolean {
    return this.effective(right, principalId, scope).length > 0;
  }

  /** The assignments that give a right and count by now. */
  public effective(right: Right, principalId: string, scope: string): Assignment[] {
    return giving(this.assignmentsOf(principalId), right, scope).filter(
      ({ effectiveAt }) => effectiveAt <= this.clock.now,
    );
  }

  /** Seconds until a right that is given will count; undefined where it is not given. */
  public pending(right: Right, principalId: string, scope: string): number | undefined {
    const given = giving(this.assignmentsOf(principalId), right, scope).map(({ effectiveAt }) => effectiveAt);
    return given.length === 0 ? undefined : Math.max(0, Math.min(...given) - this.clock.now);
  }

  /** What a principal has been given, in effect or not. */
  private assignmentsOf(principalId: string): Assignment[] {
    const made = this.ofType(ROLE_ASSIGNMENT).filter(({ values }) => sameId(text(values, "principal_id"), principalId));
    const byHand = this.byHand.filter((given) => sameId(given.principalId, principalId));
    return [...byHand, ...made.map((resource) => this.assignmentIn(resource))];
  }

  private assignmentIn({ values, createdAt }: Resource): Assignment {
    const roleId = text(values, "role_definition_id").split("/").pop()!;
    return {
      roleName: text(values, "role_definition_name") || (roleNamed(this, roleId) ?? ""),
      scope: text(values, "scope"),
      principalId: text(values, "principal_id"),
      condition: text(values, "condition") || undefined,
      actions: actionsOf(this, roleId),
      effectiveAt: createdAt + PROPAGATION_SECONDS,
    };
  }

  // What becomes of what is asked for

  public store(resource: Resource): void {
    const { existing, byType } = this.state;
    const key = resource.id.toLowerCase();
    const before = existing.get(key);
    resource.attached = attachedNow(this, resource.values);
    if (before !== undefined && before.type !== resource.type) {
      byType.get(before.type)!.delete(key);
    }
    const ofType = byType.get(resource.type) ?? new Map<string, Resource>();
    byType.set(resource.type, ofType.set(key, resource));
    existing.set(key, resource);
  }

  /** A stack has waited so long, and does no more. */
  public noteWait(stackName: string, seconds: number): void {
    const until = this.clock.now;
    this.waits.set(stackName, [...(this.waits.get(stackName) ?? []), [until - seconds, until]]);
  }

  /** Virtual seconds in which a stack has waited for something; what it waited for side by side counts once. */
  public secondsWaitedBy(stackName: string): number {
    const sorted = [...(this.waits.get(stackName) ?? [])].sort(([one], [other]) => one - other);
    return sorted.reduce(
      ({ sum, end }, [from, until]) => ({
        sum: sum + Math.max(0, until - Math.max(from, end)),
        end: Math.max(end, until),
      }),
      { sum: 0, end: -Infinity },
    ).sum;
  }

  /** Sets a resource apart from whatever had its name before. */
  public nextSeed(): string {
    this.serial += 1;
    return String(this.serial);
  }

  public addNode(runtimeId: string, name: string, address?: string): void {
    this.state.nodesOf.set(runtimeId.toLowerCase(), [...this.nodesOf(runtimeId), { name, address }]);
  }

  public setStopped(id: string, isStopped: boolean): void {
    this.state.stopped[isStopped ? "add" : "delete"](id.toLowerCase());
  }

  /** Keeps a deleted secret, so that it can be recovered. */
  public keepSecret(secret: Resource): void {
    this.state.deletedSecrets.set(secret.id.toLowerCase(), secret);
  }

  /** Keeps a deleted vault with what is in it. */
  public keepVault(vault: Resource): void {
    const secrets = this.ofType(SECRET).filter((secret) => sameId(parentOf(secret.id), vault.id));
    this.state.deletedVaults.set(text(vault.values, "name").toLowerCase(), { vault, secrets });
  }

  /** Forgets a deleted secret; says whether there was one. */
  public recoverSecret(id: string): boolean {
    return this.state.deletedSecrets.delete(id.toLowerCase());
  }

  /** Puts the secrets of a deleted vault back; says whether there was one. */
  public recoverVault(name: string): boolean {
    const deleted = this.state.deletedVaults.get(name.toLowerCase());
    this.state.deletedVaults.delete(name.toLowerCase());
    deleted?.secrets.forEach((secret) => this.store(secret));
    return deleted !== undefined;
  }
}
