import { Asked, Azure } from "../../azure/azure";
import { bodyOf } from "../../azure/bodies";
import { kindCalled } from "../../azure/types";
import { Caller } from "../../azure/operation";
import type { Resource } from "../../azure/world";
import { Values } from "../value";
import { azureTypeIn } from "./resource-id";

/** What azapi's provider block says, as far as it matters. */
export interface Settings {
  /** Whether a plan leaves alone what Azure has already: the default, by which nothing is ever taken out of a body. */
  readonly ignoresNoOps: boolean;
  readonly exportsByDefault: boolean;
}

/** How one type of azapi asks Azure. */
export interface Asking {
  readonly azure: Azure;
  readonly caller: Caller;
  readonly settings: Settings;
  /** Terraform's type. */
  readonly through: string;
}

/** A request, about something of one of Azure's types. */
export function asked({ caller, through }: Asking, type: string, id: string, values: Values): Asked {
  const { name = "" } = azureTypeIn(type) ?? {};
  return { type: kindCalled(name)!, through, id, values, caller };
}

/** GET; nothing where it is not there. */
export function get(asking: Asking, type: string, id: string): Values | undefined {
  const found: Resource | undefined = asking.azure.read(asked(asking, type, id, {}));
  return found && bodyOf(found, asking.azure.world);
}

/** Something that azapi says no to by itself, or after it asked Azure. */
export class AzapiError extends Error {
  constructor(
    public readonly summary: string,
    public readonly detail: string,
  ) {
    super(`${summary}: ${detail}`);
  }
}
