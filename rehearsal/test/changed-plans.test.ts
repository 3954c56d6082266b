/**
 * Plans that lose or switch something: retired first and then deleted, nothing is interrupted on the way; deleted at
 * once, it may be, and there is a way out. Real Terraform deploys every stack of every change.
 */
import { Changing, THINGS, Thing } from "./support/changing";

const changing = new Changing();
const { world } = changing;
afterAll(() => changing.clear());

/** What is left in Azure of something that is no longer planned, by its name. */
const GONE: Partial<Record<Thing, RegExp>> = {
  forward: /hybridConnections\/old|relay-(?:send|listen)-old/,
  "forward of a domain": /hybridConnections\/archive\/.*prod-sales/,
  "key for identity": /relay-send-archive/,
  "its own runtime for the shared one": /production-books-ir/,
  secret: /secrets\/extra/,
  "job of its own": /job-forecast|secrets\/forecast/,
  registry: /registries\/contosoretailproduction/,
  handoff: /accounts/,
  domain: /legacy/,
  environment: /spare/,
  site: /hybridConnections\/stock|relay-(?:send|listen)-stock/,
  "listeners' key for identity": /relay-listen-(?!ledger|stock)/,
};

/** Deploys all stacks in their order; what each is refused, and where `andRuns`, what no longer runs after each. */
async function deployed(stacks: readonly string[], andRuns = false): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of stacks) {
    const said = await changing.deploy(name);
    wrong.push(...(said === "ok" ? [] : [`${name}: ${said}`]));
    if (name.startsWith("hub-")) {
      changing.onSite();
    }
    wrong.push(...(andRuns ? changing.interrupted().map((what) => `after ${name}: ${what}`) : []));
  }
  return wrong;
}

/** Stacks whose second plan is not empty. */
async function unsettled(stacks: readonly string[]): Promise<string[]> {
  const unsettled: string[] = [];
  for (const name of stacks) {
    unsettled.push(...((await changing.isSettled(name)) ? [] : [name]));
  }
  return unsettled;
}

/** Takes away the stacks that the plan no longer has, a domain before what it may. */
async function takenAway(stacks: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of [...stacks].sort((one, other) => Number(/^access-/.test(one)) - Number(/^access-/.test(other)))) {
    const said = await changing.takeAway(name);
    wrong.push(...(said === "ok" ? [] : [`${name}: ${said}`]));
  }
  return wrong;
}

const left = (things: readonly Thing[]): string[] =>
  things.flatMap((thing) => {
    const pattern = GONE[thing];
    return pattern === undefined ? [] : world.all.map(({ id }) => id).filter((id) => pattern.test(id));
  });

const within = (stacks: readonly string[], other: readonly string[]): string[] =>
  stacks.filter((name) => !other.includes(name));

let asBefore: () => void;

beforeAll(async () => {
  expect(await deployed(changing.stacks)).toEqual([]);
  expect(changing.interrupted()).toEqual([]);
  asBefore = changing.keep();
});

describe("retired, deployed, and then deleted: all that a plan can lose or switch, at once", () => {
  it("interrupts nothing while it is retired, whichever stack is next", async () => {
    changing.become(THINGS.map((thing) => [thing, "retired"]));
    expect(await deployed(changing.stacks, true)).toEqual([]);
    expect(await unsettled(changing.stacks)).toEqual([]);
  });

  it("interrupts nothing when it is deleted, and leaves nothing", async () => {
    const retired = changing.stacks;
    changing.become(THINGS.map((thing) => [thing, "after"]));
    expect(await takenAway(within(retired, changing.stacks))).toEqual([]);
    expect(await deployed(changing.stacks, true)).toEqual([]);
    expect(await unsettled(changing.stacks)).toEqual([]);
    expect(left(THINGS)).toEqual([]);
  });
});

describe("deleted at once", () => {
  beforeEach(() => asBefore());

  it.each(THINGS)("%s: there is a way out, which leaves nothing", async (thing) => {
    const before = changing.stacks;
    const concerned = changing.become([[thing, "after"]]);
    const gone = within(before, changing.stacks);
    if ((await deployed(concerned)).length > 0 && (await deployed(concerned)).length > 0) {
      const more = changing.become([[thing, "retired"]]);
      const both = changing.stacks.filter((name) => [...concerned, ...more].includes(name));
      expect(await deployed(both)).toEqual([]);
      changing.become([[thing, "after"]]);
      expect(await takenAway(gone)).toEqual([]);
      expect(await deployed(within(both, gone))).toEqual([]);
    } else {
      expect(await takenAway(gone)).toEqual([]);
    }
    expect(await unsettled(concerned)).toEqual([]);
    expect(changing.interrupted()).toEqual([]);
    expect(left([thing])).toEqual([]);
  });
});
