import { Values } from "../provider/value";
import type { World } from "./world";

/** Who asks, and from where. */
export interface Caller {
  /** Object ID. */
  readonly principalId: string;
  /** Public IPv4 address. */
  readonly address: string;
  /** What is deployed. */
  readonly stackName: string;
  readonly tenantId: string;
  /** The provider's own subscription. */
  readonly subscriptionId: string;
  /** What the provider block says under `features.key_vault`. */
  readonly recoversVaults: boolean;
  readonly recoversSecrets: boolean;
  readonly purgesVaults: boolean;
  readonly purgesSecrets: boolean;
  /** What the provider block says under `features.resource_group`. */
  readonly keepsFilledGroups: boolean;
}

/** Somebody who is not Terraform, as far as it matters who asks. */
export type Asker = Partial<Pick<Caller, "principalId" | "address" | "stackName">>;

/** Somebody who is not Terraform, and asks for nothing that needs a right. */
export const SOMEBODY: Caller = {
  principalId: "",
  address: "",
  stackName: "",
  tenantId: "",
  subscriptionId: "",
  recoversVaults: true,
  recoversSecrets: true,
  purgesVaults: false,
  purgesSecrets: false,
  keepsFilledGroups: true,
};

/** `plan`: the provider says no by itself; `register-node`, `run`, `listen` and `pull` are not Terraform's. */
export type OperationKind =
  | "plan"
  | "create"
  | "update"
  | "delete"
  | "read"
  | "look-up"
  | "start"
  | "stop"
  | "act"
  | "register-node"
  | "run"
  | "listen"
  | "pull";

/** What Azure is asked to do. */
export interface Operation {
  readonly kind: OperationKind;
  /** Azure's type of what lives as Azure's body, Terraform's of everything else. */
  readonly type: string;
  /** Terraform's type with which it is asked for, where it is Terraform that asks. */
  readonly through: string;
  /** Azure resource ID. */
  readonly id: string;
  /** As planned; on a delete, as it is. */
  readonly values: Values;
  /** What it is before an update, or before one that is planned. */
  readonly before?: Values;
  /** Name of the action that is asked for. */
  readonly action?: string;
  /** Write-only arguments included. */
  readonly config: Values;
  readonly caller: Caller;
  readonly world: World;
}

/** Something that Azure refuses. */
export interface Refusal {
  /** Folder and name, for example `link/registered-node`. */
  readonly id: string;
  /** What Azure says no to, in one sentence. */
  readonly refuses: string;
  readonly source: string;
  readonly status: number;
  /** Azure's error code. */
  readonly code: string;
  /** Types of operations; all when left out. */
  readonly types?: readonly string[];
  readonly kinds: readonly OperationKind[];
  /** What Azure says, when it refuses this very operation. */
  readonly says: (operation: Operation) => string | undefined;
}

const VERBS: Readonly<Record<OperationKind, string>> = {
  plan: "planning",
  create: "creating",
  update: "updating",
  delete: "deleting",
  read: "reading",
  "look-up": "reading",
  start: "starting",
  stop: "stopping",
  act: "asking",
  run: "running",
  "register-node": "registering a node with",
  listen: "listening on",
  pull: "pulling from",
};

/** A refusal on its way to Terraform. */
export class AzureError extends Error {
  constructor(
    public readonly refusal: Refusal,
    public readonly operation: Operation,
    /** What Azure says. */
    public readonly said: string,
  ) {
    const { status, code } = refusal;
    super(
      operation.kind === "plan"
        ? said
        : `${VERBS[operation.kind]} ${operation.id}: unexpected status ${status} with error: ${code}: ${said}`,
    );
  }

  /** Where to read on. */
  public get detail(): string {
    const { id, refuses, source } = this.refusal;
    return `[${id}] ${refuses} Source: ${source}.`;
  }
}

/** A text argument; empty when it is not set. */
export function text(values: Values, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value : "";
}

/** A number; not one when it is not set. */
export function figure(values: Values, name: string): number {
  const value = values[name];
  return typeof value === "number" ? value : Number.NaN;
}

/** Blocks, or objects, of one name. */
export function blocks(values: Values, name: string): Values[] {
  const value = values[name];
  return Array.isArray(value) ? (value as Values[]) : [];
}
