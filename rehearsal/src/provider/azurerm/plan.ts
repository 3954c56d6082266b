import { Attribute, Block, NestedBlock, TypeSchema, ValueType } from "../../schema/schema";
import { Planned, Step } from "../double";
import { replacedBy } from "./replaces";
import { UNKNOWN, Value, Values, isKnown, isValues, same } from "../value";

/**
 * Plans as the provider SDK does: what is configured is kept, what is left out gets its default, what Azure computes
 * stays as it was or becomes known after apply, and what is write-only is never kept.
 */
export function plan({ name, block }: TypeSchema, prior: Values | undefined, config: Values): Planned {
  const planned = plannedBlock(block, config, prior);
  const replace =
    prior === undefined ? [] : [...replacements(block, prior, planned, []), ...replacedBy(name, prior, planned)];
  return { planned, replace };
}

function plannedBlock(block: Block, config: Values, prior: Values | undefined): Values {
  const planned: Values = {};
  for (const [name, attribute] of Object.entries(block.attributes)) {
    planned[name] = plannedAttribute(attribute, config[name] ?? null, prior?.[name]);
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    planned[name] = plannedNested(nested, config[name] ?? null, prior?.[name]);
  }
  return planned;
}

function plannedAttribute(attribute: Attribute, config: Value, prior: Value | undefined): Value {
  if (attribute.writeOnly) {
    return null;
  }
  if (config !== null) {
    return isPlannedAnew(attribute, config, prior) ? anew(attribute, config) : (prior as Value);
  }
  if (attribute.default !== undefined) {
    return attribute.default;
  }
  return attribute.computed ? (prior === undefined ? UNKNOWN : prior) : null;
}

/** Whether what is configured is not what was there, said in another order. */
function isPlannedAnew({ type, json }: Attribute, config: Value, prior: Value | undefined): boolean {
  return !(
    (isSet(type) && sameItems(config, prior)) ||
    (json && typeof config === "string" && typeof prior === "string" && normalized(config) === normalized(prior))
  );
}

/** A list, set or map of which one item is open is open as a whole. */
const anew = ({ type }: Attribute, config: Value): Value =>
  Array.isArray(type) && !isKnown(config) ? UNKNOWN : config;

function plannedNested(nested: NestedBlock, config: Value, prior: Value | undefined): Value {
  if (config === UNKNOWN) {
    return UNKNOWN;
  }
  if (nested.nesting === "SINGLE") {
    return isValues(config) ? plannedBlock(nested.block, config, isValues(prior) ? prior : undefined) : null;
  }
  const given = (config ?? []) as Value[];
  if (given.length === 0 && nested.computed) {
    return prior === undefined ? UNKNOWN : prior;
  }
  const earlier = (Array.isArray(prior) ? prior : []).filter(isValues);
  const items = given.map((item, index) => {
    const own = nested.nesting === "LIST" ? earlier[index] : earlier.find((one) => agrees(item as Values, one));
    return isValues(item) ? plannedBlock(nested.block, item, own) : item;
  });
  return nested.nesting === "SET" && sameItems(items, prior) ? (prior as Value) : items;
}

/** Whether an earlier item of a set is what this configuration made. */
function agrees(config: Values, earlier: Values): boolean {
  return Object.entries(config).every(([name, value]) => value === null || same(value, earlier[name] ?? null));
}

/** Whether two sets hold the same, in whatever order. */
function sameItems(left: Value, right: Value | undefined): boolean {
  return (
    Array.isArray(left) &&
    Array.isArray(right) &&
    left.length === right.length &&
    left.every((item) => right.some((other) => same(item, other)))
  );
}

/** JSON with every object's names in order; nulls count. A text that is none is itself. */
function normalized(text: string): string {
  const ordered = (value: Value): Value =>
    Array.isArray(value)
      ? value.map(ordered)
      : isValues(value)
        ? Object.fromEntries(
            Object.keys(value)
              .sort()
              .map((name) => [name, ordered(value[name])]),
          )
        : value;
  try {
    return JSON.stringify(ordered(JSON.parse(text) as Value));
  } catch {
    return text;
  }
}

const isSet = (type: ValueType): boolean => Array.isArray(type) && type[0] === "set";

function replacements(block: Block, prior: Values, planned: Values, at: Step[]): Step[][] {
  const attributes = Object.entries(block.attributes).filter(
    ([name, { forceNew }]) => forceNew && !same(prior[name] ?? null, planned[name] ?? null),
  );
  const nested = Object.entries(block.blocks).flatMap(([name, child]) =>
    nestedReplacements(child, prior[name] ?? null, planned[name] ?? null, [...at, name]),
  );
  return [...attributes.map(([name]) => [...at, name]), ...nested];
}

/** A block forces replacement when its number changes, what stands in it when that changes. */
function nestedReplacements(nested: NestedBlock, prior: Value, planned: Value, at: Step[]): Step[][] {
  const before = itemsOf(prior);
  const after = itemsOf(planned);
  if (before.length !== after.length || planned === UNKNOWN) {
    return nested.forceNew ? [at] : [];
  }
  if (nested.nesting === "SET") {
    const changed = after.some((item, index) => replacements(nested.block, before[index], item, []).length > 0);
    return changed && !sameItems(after, before) ? [at] : [];
  }
  return after.flatMap((item, index) =>
    replacements(nested.block, before[index], item, nested.nesting === "LIST" ? [...at, index] : at),
  );
}

function itemsOf(value: Value): Values[] {
  return Array.isArray(value) ? value.filter(isValues) : isValues(value) ? [value] : [];
}

/** The planned state with everything that was left open filled in; what nobody knows is null. */
export function settled(block: Block, planned: Values, computed: Values): Values {
  const state: Values = {};
  for (const name of Object.keys(block.attributes)) {
    const value = computed[name] !== undefined ? computed[name] : (planned[name] ?? null);
    state[name] = value === UNKNOWN ? null : value;
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    state[name] = settledNested(nested, planned[name] ?? null, computed[name]);
  }
  return state;
}

function settledNested(nested: NestedBlock, planned: Value, computed: Value | undefined): Value {
  if (nested.nesting === "SINGLE") {
    return isValues(planned) ? settled(nested.block, planned, {}) : null;
  }
  const given = Array.isArray(planned) ? planned : [];
  const made = Array.isArray(computed) ? computed : [];
  const items = given.length > 0 ? given : made;
  return items
    .filter(isValues)
    .map((item, index) => settled(nested.block, item, isValues(made[index]) ? made[index] : {}));
}
