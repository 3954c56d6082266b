import { Values } from "../provider/value";
import type { Azure } from "./azure";

/** Who asks, and from where. */
export interface Caller {
  /** Object ID. */
  readonly principalId: string;
  /** Public IPv4 address. */
  readonly address: string;
  readonly tenantId: string;
  /** The provider's own subscription. */
  readonly subscriptionId: string;
  /** What the provider block says under `features.key_vault`. */
  readonly recoversVaults: boolean;
  /** What the provider block says under `features.resource_group`. */
  readonly keepsFilledGroups: boolean;
}

export type OperationKind = "create" | "update" | "delete" | "read" | "look-up";

/** What Azure is asked to do. */
export interface Operation {
  readonly kind: OperationKind;
  /** Terraform's type. */
  readonly type: string;
  /** Azure resource ID. */
  readonly id: string;
  /** As planned; on a delete, as it is. */
  readonly values: Values;
  /** Write-only arguments included. */
  readonly config: Values;
  readonly caller: Caller;
  readonly azure: Azure;
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
  /** Terraform's types; all when left out. */
  readonly types?: readonly string[];
  readonly kinds: readonly OperationKind[];
  /** What Azure says, when it refuses this very operation. */
  readonly says: (operation: Operation) => string | undefined;
}

/** A refusal on its way to Terraform. */
export class AzureError extends Error {
  constructor(
    public readonly refusal: Refusal,
    operation: Operation,
    text: string,
  ) {
    const verb = { create: "creating", update: "updating", delete: "deleting", read: "reading", "look-up": "reading" };
    const { status, code } = refusal;
    super(`${verb[operation.kind]} ${operation.id}: unexpected status ${status} with error: ${code}: ${text}`);
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

/** Blocks, or objects, of one name. */
export function blocks(values: Values, name: string): Values[] {
  const value = values[name];
  return Array.isArray(value) ? (value as Values[]) : [];
}
