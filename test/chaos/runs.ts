/**
 * The runs themselves, in the namespaces that `main.ts` makes: `runs.ts <first> <end> <step> <seed> <planted|random>`,
 * the end not included.
 */
import { World } from "../group/world";
import { FAULTS, type Fault, MOMENTS, nameOf } from "./faults";
import { PLANTED, planted } from "./planted";
import { Random } from "./random";
import { type Plan, planned, violations } from "./run";

const [first, end, step, seed] = process.argv.slice(2, 6).map(Number) as [number, number, number, number];
const kind = process.argv[6];
/** Of so many runs one is a pair of faults; the others are single ones, until each was there at each moment. */
const PAIR_IN_RUNS = 3;

async function main(): Promise<number> {
  const world = await World.open();
  try {
    return kind === "planted" ? await findPlanted(world) : await findAny(world);
  } finally {
    await world.close();
  }
}

async function findAny(world: World): Promise<number> {
  const singles = shuffled(FAULTS.flatMap((fault) => MOMENTS.map((moment) => [moment, fault] as const)));
  let failed = 0;
  for (let number = first; number < end; number += step) {
    const plan = planOf(number, singles);
    const found = await violations(world, plan);
    failed += found.length > 0 ? 1 : 0;
    say(`${number}`, plan, found);
  }
  const which = step === 1 ? "" : `, one in ${step}`;
  console.log(`seed ${seed}: runs ${first} to ${end - 1}${which}, ${failed} with a violation`);
  return failed;
}

/** What a run of that number is, from the seed alone. */
function planOf(number: number, singles: readonly Plan["faults"][number][]): Plan {
  const random = new Random(seed + number);
  const pairs = Math.floor(number / PAIR_IN_RUNS);
  const single = number % PAIR_IN_RUNS === 0 ? undefined : singles[number - pairs - 1];
  if (single !== undefined) return { ...planned(random, []), faults: [single] };
  const first = random.pick(FAULTS);
  return planned(random, [first, random.pick(FAULTS.filter((one) => one !== first))]);
}

async function findPlanted(world: World): Promise<number> {
  let missed = 0;
  const bugs = PLANTED.slice(first - 1, end - 1).filter((_, index) => index % step === 0);
  for (const bug of bugs) {
    const fault = FAULTS.find((one) => nameOf(one) === bug.fault)!;
    const plan: Plan = { faults: [[bug.fault === "path: no listener" ? MOMENTS[0] : MOMENTS[1], fault]], code: 1 };
    const code = bug.fault === "group: nothing" ? 0 : plan.code;
    const found = await violations(world, { ...plan, code }, planted(bug));
    const seen = found.some((one) => bug.found.test(one));
    missed += seen ? 0 : 1;
    console.log(`${seen ? "found" : "MISSED"}: ${bug.to.trim() || "(removed)"} in ${bug.file}; ${found.map((one) => one.split("\n")[0]).join("; ")}`); // prettier-ignore
  }
  console.log(`${bugs.length - missed} of ${bugs.length} planted bugs found`);
  return missed;
}

function shuffled(all: readonly (readonly [(typeof MOMENTS)[number], Fault])[]) {
  const random = new Random(seed);
  return all.map((one) => ({ one, key: random.next() })).sort((a, b) => a.key - b.key).map(({ one }) => one); // prettier-ignore
}

function say(number: string, { faults, code }: Plan, found: readonly string[]): void {
  const what = faults.map(([moment, fault]) => `${nameOf(fault)} (${moment})`).join(", and ");
  console.log(`${found.length === 0 ? "held  " : "BROKEN"} ${number}, dbt ends with ${code}: ${what}`);
  for (const one of found) console.log(`       ${one}`);
}

main().then(
  (failed) => process.exit(failed === 0 ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
