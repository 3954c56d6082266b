/** What happened to a resource. */
export type EventKind = "create" | "recover" | "update" | "delete" | "start" | "stop" | "run" | "refused";

/** One thing that happened, or was refused. */
export interface AzureEvent {
  readonly kind: EventKind;
  /** Terraform's type. */
  readonly type: string;
  /** Azure resource ID. */
  readonly id: string;
  /** Virtual seconds since the beginning. */
  readonly at: number;
  /** Object ID of who did it. */
  readonly by: string;
  /** Name of the stack with which it was done. */
  readonly stack: string;
  /** Of a role assignment: the role. */
  readonly role?: string;
  /** Id of the rule that refused it. */
  readonly rule?: string;
  /** What was refused: `create`, `delete` and the like. */
  readonly asked?: string;
}

/** One event as one line: `create azurerm_key_vault vaults/contoso-kv`. */
export function lineOf({ kind, type, id, role, rule }: AzureEvent): string {
  const [scope = "", assignment] = id.split("/providers/Microsoft.Authorization/");
  const path = scope.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+\//i, "");
  const what = assignment === undefined ? path : `${role} on ${path}`;
  return `${kind} ${type} ${what}${rule === undefined ? "" : ` [${rule}]`}`;
}

/** Everything that happened, in order. */
export class EventLog {
  private readonly recorded: AzureEvent[] = [];
  private readonly listeners: ((event: AzureEvent) => void)[] = [];

  public record(event: AzureEvent): void {
    this.recorded.push(event);
    this.listeners.forEach((listener) => listener(event));
  }

  /** Calls back for every further event, before Terraform learns of it; until what is returned is called. */
  public listen(listener: (event: AzureEvent) => void): () => void {
    this.listeners.push(listener);
    return () => void this.listeners.splice(this.listeners.indexOf(listener), 1);
  }

  public get all(): readonly AzureEvent[] {
    return this.recorded;
  }

  /** Everything after the first `count` events. */
  public since(count: number): readonly AzureEvent[] {
    return this.recorded.slice(count);
  }

  public get refusals(): readonly AzureEvent[] {
    return this.recorded.filter(({ kind }) => kind === "refused");
  }

  /**
   * Where an event of this kind on a resource stands among all events, -1 if it never happened.
   *
   * @param what the end of the resource's ID, or Terraform's type.
   */
  public indexOf(kind: EventKind, what: string): number {
    return this.recorded.findIndex(
      (event) => event.kind === kind && (event.type === what || event.id.toLowerCase().endsWith(what.toLowerCase())),
    );
  }
}
