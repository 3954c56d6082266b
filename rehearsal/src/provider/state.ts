import { Block } from "../schema/schema";
import { Dynamic, Value, isValues } from "./value";

/** What Terraform has in its state file: there a value of whatever type stands beside its type. */
export function fromState(block: Block, state: Value): Value {
  if (!isValues(state)) {
    return state;
  }
  const read = (name: string, value: Value): Value => {
    const nested = block.blocks[name];
    if (nested !== undefined) {
      return Array.isArray(value) ? value.map((item) => fromState(nested.block, item)) : fromState(nested.block, value);
    }
    return block.attributes[name]?.type === "dynamic" && isValues(value) ? new Dynamic(value.type, value.value) : value;
  };
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, read(name, value)]));
}
