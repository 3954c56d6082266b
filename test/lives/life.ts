import { Random } from "../chaos/random";
import { Edit, agree, commitsOf, edited, newDomain, proposed, rolloutsOf } from "./edits";
import { ENVIRONMENTS, Model, isWhole } from "./model";

/** A start, and what is changed afterwards. */
export interface Life {
  /** What it is called where it is told of: a seed, or a file. */
  readonly name: string;
  readonly start: Model;
  readonly edits: readonly Edit[];
}

export const MOST_EDITS = 8;
/** As many edits in one commit. */
export const MOST_TOGETHER = 3;

/** The life that follows from a seed alone. */
export function lifeOf(seed: number): Life {
  const random = new Random(seed);
  const start = startOf(random);
  const rollouts: Edit[][] = [];
  let [before, model] = [start, start];
  const count = 4 + Math.floor(random.next() * (MOST_EDITS - 3));
  for (let made = 0; made < count;) {
    const edit = proposed(model, random, String(10 + made));
    if (edit !== undefined) {
      const last = rollouts.at(-1) ?? [];
      const joined = last.length > 0 && last.length < MOST_TOGETHER && random.next() < 0.5;
      if (joined && agree(before, [...last, edit])) {
        last.push({ ...edit, together: true });
      } else {
        rollouts.push([edit]);
        before = model;
      }
      model = edited(model, [edit]);
      made += 1;
    }
  }
  return { name: String(seed), start, edits: rollouts.flat() };
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

/** The same without some of its edits; none where a later one then has nothing to change. */
export function without(life: Life, ...indices: readonly number[]): Life | undefined {
  const left = life.edits.filter((_, index) => !indices.includes(index));
  const edits = rolloutsOf(life.edits).flatMap((rollout) => {
    const [first, ...others] = rollout.filter((edit) => left.includes(edit));
    return first === undefined ? [] : [alone(first), ...others];
  });
  const shorter = { ...life, edits };
  return isPossible(shorter) ? shorter : undefined;
}

const alone = (edit: Edit): Edit => ({ ...edit, together: undefined });

/** Whether every edit finds what it changes and names, and agrees with those of its commit. */
export function isPossible({ start, edits }: Life): boolean {
  try {
    let model = start;
    return rolloutsOf(edits).every((rollout) => {
      const before = model;
      model = edited(model, rollout);
      return commitsOf(before, rollout).every(isWhole) && agree(before, rollout);
    });
  } catch {
    return false;
  }
}
