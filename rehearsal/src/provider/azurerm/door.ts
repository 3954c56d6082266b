import { Caller } from "../../azure/operation";
import { Change } from "../double";
import { Values } from "../value";

/** The way by which one type of azurerm comes to what is in Azure. */
export interface Door {
  /** The key of what it makes in Azure's kinds. */
  readonly kind: string;
  /** What the provider itself refuses when it plans, in place of what was before. */
  plan(planned: Values, caller: Caller, prior?: Values): void;
  create(change: Change, caller: Caller): Values;
  update(change: Change & { readonly prior: Values }, caller: Caller): Values;
  delete(prior: Values, caller: Caller): void;
  /** What is there now; null when it is gone, or cannot be found from here. */
  read(state: Values, caller: Caller): Values | null;
  /** What is there, by its ID as the provider writes it. */
  find(id: string): Values | undefined;
}
