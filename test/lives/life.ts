import { Random } from "../chaos/random";
import { Edit, KINDS, commitsOf, newDomain, proposed } from "./edits";
import { ENVIRONMENTS, Model } from "./model";

/** A start, and what is changed afterwards. */
export interface Life {
  /** What it is called where it is told of: a seed, or a file. */
  readonly name: string;
  readonly start: Model;
  readonly edits: readonly Edit[];
}

export const MOST_EDITS = 8;

/** The life that follows from a seed alone. */
export function lifeOf(seed: number): Life {
  const random = new Random(seed);
  const start = startOf(random);
  const edits: Edit[] = [];
  let model = start;
  const count = 4 + Math.floor(random.next() * (MOST_EDITS - 3));
  while (edits.length < count) {
    const edit = proposed(random.pick(KINDS), model, random, String(10 + edits.length));
    if (edit !== undefined) {
      edits.push(edit);
      model = commitsOf(model, edit).at(-1)!;
    }
  }
  return { name: String(seed), start, edits };
}

/** One domain to three, of one legal entity or two, in one environment or two. */
function startOf(random: Random): Model {
  const warehouse = { name: "warehouse", subsidiary: "retail", host: "sql01", address: 1 } as const;
  const plant = { name: "plant", subsidiary: "energy", host: "sql02", address: 2 } as const;
  const both = random.next() < 0.6;
  const domains = [newDomain("1", "retail", "warehouse", random)];
  if (random.next() < 0.4) {
    domains.push(newDomain("2", "retail", "warehouse", random));
  }
  if (both) {
    domains.push(newDomain("3", "energy", "plant", random));
  }
  const second = random.next() < 0.3 ? [random.pick(ENVIRONMENTS.slice(1))] : [];
  return {
    environments: ["prod", ...second],
    forwards: both ? [warehouse, plant] : [warehouse],
    domains,
    handoffs: both && random.next() < 0.5 ? [{ name: "hand3", giver: "dom1", taker: "dom3" }] : [],
    exposed: random.next() < 0.3 ? ["warehouse"] : [],
    nodes: [],
    operators: 1,
  };
}

/** The same without one of its edits; none where a later one then has nothing to change. */
export function without(life: Life, ...indices: readonly number[]): Life | undefined {
  const shorter = { ...life, edits: life.edits.filter((_, index) => !indices.includes(index)) };
  return isPossible(shorter) ? shorter : undefined;
}

/** Whether every edit finds what it changes. */
export function isPossible({ start, edits }: Life): boolean {
  try {
    edits.reduce((model, edit) => commitsOf(model, edit).at(-1)!, start);
    return true;
  } catch {
    return false;
  }
}
