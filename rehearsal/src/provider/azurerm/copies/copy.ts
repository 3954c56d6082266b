import { Asked, Azure } from "../../../azure/azure";
import { createBody, updateBody } from "../../../azure/bodies";
import { Caller, text } from "../../../azure/operation";
import { LIVES_AS } from "../../../azure/types";
import type { Resource, World } from "../../../azure/world";
import { TypeSchema } from "../../../schema/schema";
import { Change } from "../../double";
import { Value, Values, isValues } from "../../value";
import { Door } from "../door";
import { settled } from "../plan";
import { Place, argumentsIn, bodyFrom } from "./place";

/** A type of azurerm that is a copy of what lives as Azure's body. */
export interface Copy {
  /** Azure resource ID. */
  readonly id: (values: Values, caller: Caller) => string;
  readonly places: readonly Place[];
  /** The arguments that an ID says, of what is imported. */
  readonly named?: (id: string) => Values;
  /** What is the same in each such body. */
  readonly always?: Values;
  /** What its SDK makes of a body on the way to Azure, where it has types of its own for what is in it. */
  readonly sent?: (body: Values) => Values;
  /** Arguments that the provider fills in before it asks Azure. */
  readonly filled?: (values: Values, prior: Values | undefined) => Values;
  /** What the provider reads beside its places. */
  readonly computed?: (resource: Resource, world: World) => Values;
  /** What the provider makes of what it reads, where that is not what it has written. */
  readonly asRead?: (state: Values, caller: Caller) => Values;
  /** What the provider asks of Azure before it changes or deletes something. */
  readonly before?: (azure: Azure, asked: Asked) => void;
  /** And after it made or changed it. */
  readonly after?: (azure: Azure, asked: Asked, planned: Values) => void;
  /** And whenever it reads it. */
  readonly reading?: (azure: Azure, asked: Asked) => void;
}

/** To what lives as Azure's body, by the provider's typed copy of that. */
export class CopyDoor implements Door {
  public readonly kind: string;

  constructor(
    private readonly schema: TypeSchema,
    private readonly copy: Copy,
    private readonly azure: Azure,
  ) {
    this.kind = LIVES_AS[schema.name];
  }

  public plan(planned: Values, caller: Caller): void {
    this.azure.plan(this.asked(planned, caller, `${this.schema.name} ${text(planned, "name")}`));
  }

  public create({ planned }: Change, caller: Caller): Values {
    const values = this.filled(planned);
    const asked = this.asked(values, caller, this.copy.id(planned, caller));
    const resource = createBody(this.azure, asked);
    this.copy.after?.(this.azure, asked, planned);
    return this.state(values, resource);
  }

  public update({ planned, prior }: Change & { readonly prior: Values }, caller: Caller): Values {
    const values = this.filled(planned, prior);
    const asked = this.asked(values, caller, text(prior, "id"));
    this.copy.before?.(this.azure, asked);
    const resource = updateBody(this.azure, asked);
    this.copy.after?.(this.azure, asked, planned);
    return this.state(values, resource);
  }

  public delete(prior: Values, caller: Caller): void {
    const asked = this.asked(prior, caller, text(prior, "id"));
    if (this.azure.world.find(asked.id) !== undefined) {
      this.copy.before?.(this.azure, asked);
      this.azure.delete(asked);
    }
  }

  public read(state: Values, caller: Caller): Values | null {
    const asked = this.asked(state, caller, text(state, "id"));
    const resource = this.azure.read(asked);
    if (resource === undefined) {
      return null;
    }
    this.copy.reading?.(this.azure, asked);
    const read = overlaid(state, this.results(resource));
    return this.copy.asRead?.(read, caller) ?? read;
  }

  public find(id: string): Values | undefined {
    const found = this.azure.world.find(id, this.kind);
    return found && settled(this.schema.block, this.copy.named?.(found.id) ?? {}, this.results(found));
  }

  private asked(planned: Values, caller: Caller, id: string): Asked {
    const body = bodyFrom(this.copy.places, planned, this.copy.always ?? {}, this.azure.world);
    const values = this.copy.sent?.(body) ?? body;
    const { name = null } = planned;
    return { type: this.kind, through: this.schema.name, id, values: { ...values, name }, caller };
  }

  private filled(planned: Values, prior?: Values): Values {
    return { ...planned, ...this.copy.filled?.(planned, prior) };
  }

  private state(planned: Values, resource: Resource): Values {
    return settled(this.schema.block, planned, this.results(resource));
  }

  /** What the provider reads, as far as the type has arguments for it. */
  private results(resource: Resource): Values {
    const { places, computed } = this.copy;
    const { attributes, blocks } = this.schema.block;
    const read = { ...argumentsIn(places, resource.values), ...computed?.(resource, this.azure.world) };
    const known = Object.entries(read).filter(([name]) => name in attributes || name in blocks);
    return { id: resource.id, ...Object.fromEntries(known) };
  }
}

/** What is read, over what was known: of blocks, argument by argument. */
function overlaid(known: Values, read: Values): Values {
  const over = (before: Value, now: Value): Value =>
    Array.isArray(before) && Array.isArray(now)
      ? now.map((item, index) => (isValues(item) && isValues(before[index]) ? { ...before[index], ...item } : item))
      : now;
  return {
    ...known,
    ...Object.fromEntries(Object.entries(read).map(([name, value]) => [name, over(known[name], value)])),
  };
}
