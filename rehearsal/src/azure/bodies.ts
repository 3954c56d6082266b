import { Value, Values, isValues } from "../provider/value";
import type { Asked, Azure, Made } from "./azure";
import { text } from "./operation";
import { nearest } from "./nearest";
import { BODY_KINDS, KINDS, LIVES_AS, Making, TYPED_KINDS } from "./types";
import type { Resource, World } from "./world";

/** What Azure answers instead of a secret text. Source: Microsoft, Data Factory REST reference, SecureString. */
const MASK = "**********";

/** PUT of a body by a provider that knows of none before it, and makes nothing that is there. */
export function createBody(azure: Azure, asked: Asked): Resource {
  const { world } = azure;
  const { type, id, caller } = asked;
  const making = { id, world, seed: world.nextSeed(), tenantId: caller.tenantId };
  const values = valuesOf(type, id, asked.values);
  const made = azure.create({ ...asked, values }, making.seed, () => embodied(type, values, making));
  broughtBy(made, making).forEach((resource) => world.store(resource));
  return made;
}

/** PUT of a body over what is there: what it does not name is gone. */
export function updateBody(azure: Azure, asked: Asked): Resource {
  const { world } = azure;
  const { type, id, caller } = asked;
  const values = valuesOf(type, id, asked.values);
  const changed = azure.update({ ...asked, values }, (resource) =>
    embodied(type, values, { id, world, seed: resource.seed, tenantId: caller.tenantId }, resource),
  );
  TYPED_KINDS[type]?.spelling?.afterwards?.(changed, world);
  return changed;
}

/** GET: what Azure shows of a resource. */
export function bodyOf(resource: Resource, world: World): Values {
  const { type, id, values } = resource;
  const spelling = TYPED_KINDS[type]?.spelling;
  const body = spelling === undefined ? values : { ...spelling.body(resource, world), ...called(id, spelling.type) };
  return masked(body) as Values;
}

/** What is kept of a body that is asked for. */
const valuesOf = (type: string, id: string, body: Values): Values =>
  TYPED_KINDS[type]?.spelling?.values(body, id) ?? { ...body, ...called(id, type, body.name) };

const called = (id: string, type: string, name: Value = null): Values => ({
  id,
  name: name ?? id.split("/").pop()!,
  type,
});

/** What becomes of a body that is asked for. */
export function embodied(type: string, values: Values, making: Making, before?: Resource): Made {
  const kind = BODY_KINDS[type];
  if (kind === undefined) {
    return { values: { id: making.id, ...TYPED_KINDS[type].computed?.(values, making), ...values } };
  }
  const settled = kind.settled?.(values, before?.values) ?? values;
  return { values: settled, hidden: before?.hidden ?? kind.secrets?.(settled, making) };
}

/** What Azure makes together with a resource. */
export function broughtBy({ id, type, values, createdAt, seed }: Resource, making: Making): Resource[] {
  return (BODY_KINDS[type]?.brings?.(values, making) ?? []).map((brought) => {
    const own = `${id}/${brought.end}`;
    const body = { ...brought.body, ...called(own, brought.type) };
    const hidden = BODY_KINDS[brought.type].secrets?.(body, { ...making, id: own });
    return { id: own, type: brought.type, values: body, hidden, createdAt, seed };
  });
}

function masked(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(masked);
  }
  if (!isValues(value)) {
    return value;
  }
  const shown = Object.fromEntries(Object.entries(value).map(([name, it]) => [name, masked(it)]));
  return text(value, "type") === "SecureString" ? { ...shown, value: MASK } : shown;
}

/** What somebody makes with no regard for any provider. */
export function madeByHand(world: World, type: string, id: string, values: Values): Resource[] {
  if (KINDS[type] === undefined) {
    throw new Error(`${id} cannot be put: ${notServed(type)}`);
  }
  const seed = world.nextSeed();
  const making = { id, world, seed, tenantId: "" };
  const own = BODY_KINDS[type] === undefined ? values : { ...values, ...called(id, type) };
  const resource = { id, type, ...embodied(type, own, making), createdAt: world.clock.now, seed };
  return [resource, ...broughtBy(resource, making)];
}

/** Why nothing of a type is served, and what is. */
export function notServed(type: string): string {
  const kind = LIVES_AS[type];
  if (kind !== undefined) {
    return `${type} lives here as ${kind}, with Azure's own body.`;
  }
  const like = nearest(type, [...Object.keys(KINDS), ...Object.keys(LIVES_AS)]);
  return `the rehearsal serves no type ${type}${like === undefined ? "" : `; is ${like} meant?`}.`;
}
