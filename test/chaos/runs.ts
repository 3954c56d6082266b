/** The runs themselves, in the namespaces that `main.ts` makes: `runs.ts <runs> <seed> <planted|random>`. */
import { World } from "../group/world";
import { FAULTS, type Fault, MOMENTS } from "./faults";
import { PLANTED, planted } from "./planted";
import { Random } from "./random";
import { type Plan, planned, violations } from "./run";

const [runs, seed, kind] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];

async function main(): Promise<number> {
  const world = await World.open();
  try {
    return kind === "planted" ? await findPlanted(world) : await findAny(world);
  } finally {
    await world.close();
  }
}

/** Every single fault at every moment, in an order of the seed's; then pairs. */
async function findAny(world: World): Promise<number> {
  const singles = shuffled(FAULTS.flatMap((fault) => MOMENTS.map((moment) => [moment, fault] as const)));
  let failed = 0;
  for (let number = 1; number <= runs; number++) {
    const random = new Random(seed + number);
    const single = singles[number - 1];
    const plan: Plan =
      single === undefined ? planned(random, [random.pick(FAULTS), random.pick(FAULTS)]) : { ...planned(random, []), faults: [single] }; // prettier-ignore
    const found = await violations(world, plan);
    failed += found.length > 0 ? 1 : 0;
    say(`${number} of ${runs}`, plan, found);
  }
  console.log(`seed ${seed}: ${runs} runs, ${failed} with a violation`);
  return failed;
}

async function findPlanted(world: World): Promise<number> {
  let missed = 0;
  for (const bug of PLANTED) {
    const fault = FAULTS.find(({ name }) => name === bug.fault)!;
    const plan: Plan = { faults: [[bug.fault === "no listener" ? MOMENTS[0] : MOMENTS[1], fault]], code: 1 };
    const code = bug.fault === "nothing" ? 0 : plan.code;
    const found = await violations(world, { ...plan, code }, planted(bug));
    const seen = found.some((one) => bug.found.test(one));
    missed += seen ? 0 : 1;
    console.log(`${seen ? "found" : "MISSED"}: ${bug.to.trim() || "(removed)"} in ${bug.file}; ${found.map((one) => one.split("\n")[0]).join("; ")}`); // prettier-ignore
  }
  console.log(`${PLANTED.length - missed} of ${PLANTED.length} planted bugs found`);
  return missed;
}

function shuffled(all: readonly (readonly [(typeof MOMENTS)[number], Fault])[]) {
  const random = new Random(seed);
  return all.map((one) => ({ one, key: random.next() })).sort((a, b) => a.key - b.key).map(({ one }) => one); // prettier-ignore
}

function say(number: string, { faults, code }: Plan, found: readonly string[]): void {
  const what = faults.map(([moment, { name }]) => `${name} (${moment})`).join(", and ");
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
