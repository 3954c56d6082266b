import { Asked, Azure } from "../../azure/azure";
import { sameId } from "../../azure/ids";
import { Caller, text } from "../../azure/operation";
import { TYPED_KINDS, TypedKind } from "../../azure/types";
import { TypeSchema } from "../../schema/schema";
import { Change } from "../double";
import { UNKNOWN, Value, Values } from "../value";
import { Door } from "./door";
import { settled } from "./plan";

/** Blocks that are given, and in which Azure adds something. */
const FILLED_IN = ["identity", "frontend_ip_configuration", "ip_configuration"];

/** To what lives as the arguments of its type. */
export class TypedDoor implements Door {
  public readonly kind: string;
  private readonly made: TypedKind;

  constructor(
    private readonly schema: TypeSchema,
    private readonly azure: Azure,
  ) {
    this.kind = schema.name;
    this.made = TYPED_KINDS[schema.name];
  }

  public plan(planned: Values, caller: Caller, prior?: Values): void {
    this.azure.plan(this.asked(`${this.kind} ${text(planned, "name")}`, planned, planned, caller), prior);
  }

  public create({ planned, config }: Change, caller: Caller): Values {
    const { world } = this.azure;
    const seed = world.nextSeed();
    const asked = this.asked(this.made.id(planned, caller, seed, world), planned, config, caller);
    return this.azure.create(asked, seed, () => ({
      values: settled(this.schema.block, planned, this.computed(asked, seed)),
      hidden: hiddenIn(config),
    })).values;
  }

  public update({ planned, config, prior }: Change & { readonly prior: Values }, caller: Caller): Values {
    const { world } = this.azure;
    const asked = this.asked(this.made.idOf(prior, world), planned, config, caller);
    return this.azure.update(asked, ({ seed, hidden }) => ({
      values: settled(this.schema.block, planned, {
        ...this.computed(asked, seed),
        ...this.made.changed?.(planned, prior, world.nextSeed()),
      }),
      hidden: planned.value_wo_version === prior.value_wo_version ? hidden : hiddenIn(config),
    })).values;
  }

  public delete(prior: Values, caller: Caller): void {
    this.azure.delete(this.asked(this.made.idOf(prior, this.azure.world), prior, prior, caller));
  }

  public read(state: Values, caller: Caller): Values | null {
    const id = this.made.idOf(state, this.azure.world);
    const found = this.azure.world.find(id, this.kind);
    if (found === undefined || this.made.seen?.(found.values, caller) === false) {
      return null;
    }
    const read = this.known(this.azure.read(this.asked(id, {}, state, caller))!.values);
    return this.made.asRead?.(read, caller) ?? read;
  }

  public find(id: string): Values | undefined {
    const found = this.azure.world.ofType(this.kind).find(({ values }) => sameId(text(values, "id"), id));
    return found && this.known(found.values);
  }

  /** Nothing but what the type has arguments for. */
  private known(values: Values): Values {
    return settled(this.schema.block, values, {});
  }

  private asked(id: string, values: Values, config: Values, caller: Caller): Asked {
    return { type: this.kind, through: this.kind, id, values, config, caller };
  }

  /** What Azure adds to what was asked for. */
  private computed({ id, values, caller: { tenantId } }: Asked, seed: string): Values {
    const { world } = this.azure;
    const all: Values = { id, ...this.made.computed?.(values, { id, world, seed, tenantId }) };
    const withheld = world.withheldFrom(this.kind).map((name): [string, Value] => [name, ""]);
    return Object.fromEntries(
      [...Object.entries(all), ...withheld].filter(([name]) => FILLED_IN.includes(name) || values[name] === UNKNOWN),
    );
  }
}

/** The value of a secret that is written and never read back into the state. */
function hiddenIn(config: Values): Values | undefined {
  const { value_wo: value } = config;
  return typeof value === "string" ? { value } : undefined;
}
