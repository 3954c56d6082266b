import { readFileSync } from "node:fs";
import { Edit, KINDS, agree, commitsOf, edited, rolloutsOf } from "../../test/lives/edits";
import { Life, MOST_TOGETHER, isPossible, lifeOf, without } from "../../test/lives/life";
import { named } from "../../test/lives/model";
import { PLANTED } from "../../test/lives/planted";
import { Broken, INVARIANTS, play } from "../../test/lives/play";
import { PAGE, isOf, pageOf, readRecord } from "../../test/lives/record";
import { shrunk } from "../../test/lives/shrink";
import { severalAtOnce } from "../src/several";

describe("a life", () => {
  it("follows from its seed, survives a file, and finds whatever it edits", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const life = lifeOf(seed);
      expect(lifeOf(seed)).toEqual(life);
      expect(JSON.parse(JSON.stringify(life))).toEqual(JSON.parse(JSON.stringify(lifeOf(seed))));
      expect([seed, isPossible(JSON.parse(JSON.stringify(life)) as Life)]).toEqual([seed, true]);
      expect(life.edits.length).toBeGreaterThanOrEqual(4);
      expect(life.edits.length).toBeLessThanOrEqual(8);
      rolloutsOf(life.edits).forEach(({ length }) => expect(length).toBeLessThanOrEqual(MOST_TOGETHER));
    }
  });

  it("meets every kind of edit among sixty, and most in company", () => {
    const rollouts = Array.from({ length: 60 }, (_, index) => lifeOf(index + 1)).flatMap(({ edits }) =>
      rolloutsOf(edits).map((rollout) => rollout.map(({ kind }) => kind)),
    );
    KINDS.forEach((kind) =>
      expect([kind, rollouts.filter((kinds) => kinds.includes(kind)).length > 2]).toEqual([kind, true]),
    );
    expect(new Set(rollouts.filter(({ length }) => length > 1).flat()).size).toBeGreaterThan(25);
  });

  it("is shrunk to what breaks it, with at most fifteen replays", async () => {
    const life = lifeOf(7);
    const [first, last] = [life.edits[0], life.edits.at(-1)!];
    let replays = 0;
    const isThere = (edits: readonly Edit[], { kind, to }: Edit) =>
      edits.some((one) => one.kind === kind && one.to === to);
    const replay = ({ edits }: Life): Promise<Broken | undefined> => {
      replays += 1;
      const breaks = isThere(edits, first) && isThere(edits, last);
      return Promise.resolve(breaks ? { invariant: "apply", at: edits.length - 1, what: "" } : undefined);
    };
    const broken: Broken = { invariant: "apply", at: life.edits.length - 1, what: "" };
    const { life: shortest } = await shrunk({ life, broken }, replay);
    expect(shortest.edits.map(({ kind }) => kind)).toEqual(expect.arrayContaining([first.kind, last.kind]));
    expect(shortest.edits.length).toBeLessThan(life.edits.length);
    expect(replays).toBeLessThanOrEqual(15);
  });

  it("is left as it is after fifteen replays, of however many edits", async () => {
    const edits = Array.from({ length: 20 }, (_, hour): Edit => ({
      kind: "change schedule",
      of: "crm",
      load: "load",
      to: hour,
    }));
    const life: Life = { name: "", start: PLANTED[0].life.start, edits };
    const broken: Broken = { invariant: "apply", at: 19, what: "" };
    let replays = 0;
    const needsAll = ({ edits: left }: Life): Promise<Broken | undefined> => {
      replays += 1;
      return Promise.resolve(left.length === edits.length ? broken : undefined);
    };
    expect(await shrunk({ life, broken }, needsAll)).toEqual({ life, broken });
    expect(replays).toBe(15);
  });
});

describe("edits in one commit", () => {
  const { start } = PLANTED[0].life;
  const access: Edit = { kind: "switch relay access", of: "crm", to: "key" };
  const runtime: Edit = { kind: "switch runtime", of: "crm", to: "dedicated" };
  const rename: Edit = { kind: "rename domain", of: "crm", to: "sales" };

  it("are retired in its first rollout, and none takes from the plan what another retires", () => {
    const commits = commitsOf(start, [access, runtime, rename]);
    expect(commits.map(({ domains }) => domains.map(({ name, retired = {} }) => [name, retired]))).toEqual([
      [
        ["crm", { access: true, runtime: true }],
        ["sales", {}],
      ],
      [
        ["crm", { access: undefined, runtime: undefined, domain: true }],
        ["sales", {}],
      ],
      [["sales", {}]],
    ]);
    expect(named(commits[2].domains, "sales")).toMatchObject({ access: "key", runtime: "dedicated" });
  });

  it("leave a domain retired for as long as nothing takes it away, or back", () => {
    const retire: Edit = { kind: "retire domain", of: "crm" };
    const back: Edit = { kind: "bring domain back", of: "crm" };
    const table: Edit = { kind: "add table", of: "crm", load: "load", to: "Price" };
    const kinds = (...edits: Edit[]) =>
      commitsOf(edited(start, edits.slice(0, -1)), edits.slice(-1)).map(({ domains }) =>
        domains.map(({ retired = {} }) => retired.domain),
      );
    expect(kinds(retire)).toEqual([[true]]);
    expect(kinds(retire, table)).toEqual([[true]]);
    expect(kinds(retire, table, back)).toEqual([[undefined]]);
    expect(kinds(retire, { kind: "remove domain", of: "crm" })).toEqual([[true], []]);
    expect(agree(start, [retire, back])).toBe(false); // nothing would have been rolled out
  });

  it("give and take nothing of a domain that is about to go", () => {
    const handoff: Edit = { kind: "add handoff", to: { name: "stock", giver: "crm", taker: "books" } };
    const [crm] = start.domains;
    const model: Life["start"] = { ...start, domains: [crm, { ...crm, name: "books", subsidiary: "energy" }] };
    const retire: Edit = { kind: "retire domain", of: "books" };
    expect(isPossible({ name: "", start: model, edits: [handoff] })).toBe(true);
    expect(isPossible({ name: "", start: model, edits: [retire, handoff] })).toBe(false);
  });

  it("are not in one where one plans what another retires", () => {
    const plan: Edit = {
      kind: "plan job",
      of: "crm",
      load: "load",
      to: { job: { name: "job", forwards: ["warehouse"], password: 1 } },
    };
    const takeAway: Edit = { kind: "take planned job away", of: "crm", job: "job" };
    const planned = edited(start, [plan]);
    expect(planned.domains[0]).toMatchObject({ loads: [{ job: { name: "job" } }], planned: [{ name: "job" }] });
    expect(edited(planned, [takeAway, plan]).domains).toMatchObject(planned.domains);
    expect(agree(planned, [takeAway, plan])).toBe(false);
    expect(agree(planned, [takeAway, rename])).toBe(true);
  });

  it("agree where together they do what they do in turn", () => {
    const add: Edit = { kind: "add environment", to: "play" };
    const remove: Edit = { kind: "remove environment", of: "play" };
    const back: Edit = { ...access, to: "identity" };
    expect(agree(start, [access, runtime, rename])).toBe(true);
    expect(agree(start, [access, back])).toBe(false); // both of one thing
    expect(agree(edited(start, [add]), [remove, add])).toBe(false); // it would go after it came
  });

  it("find what they name: what another one made is not there when that is dropped", () => {
    const add: Edit = { kind: "add environment", to: "play" };
    const remove: Edit = { kind: "remove environment", of: "play" };
    expect(without({ name: "", start, edits: [add, remove, access] }, 0)).toBeUndefined();
    expect(without({ name: "", start, edits: [add, remove, access] }, 0, 1)?.edits).toEqual([access]);
    const handoff: Edit = { kind: "add handoff", to: { name: "stock", giver: "crm", taker: "books" } };
    expect(isPossible({ name: "", start, edits: [handoff] })).toBe(false);
  });

  it("stay together when others are dropped, and begin a commit when the one before them is", () => {
    const table: Edit = { kind: "add table", of: "crm", load: "load", to: "Price" };
    const edits: Edit[] = [table, access, { ...runtime, together: true }, { ...rename, together: true }];
    const rollouts = (...dropped: number[]) =>
      rolloutsOf(without({ name: "", start, edits }, ...dropped)!.edits).map((rollout) =>
        rollout.map(({ kind }) => kind),
      );
    expect(rollouts()).toEqual([["add table"], ["switch relay access", "switch runtime", "rename domain"]]);
    expect(rollouts(1)).toEqual([["add table"], ["switch runtime", "rename domain"]]);
    expect(rollouts(0, 2)).toEqual([["switch relay access", "rename domain"]]);
  });
});

describe("of the bugs that are planted", () => {
  const found = new Map<string, Broken | undefined>();

  beforeAll(async () => {
    await severalAtOnce(2, PLANTED, async ({ what, life, plant }) => found.set(what, await play(life, { plant })));
  }, 300_000);

  it("there are some for every invariant", () => {
    expect([...new Set(PLANTED.map(({ invariant }) => invariant))].sort()).toEqual(Object.keys(INVARIANTS).sort());
  });

  it.each(PLANTED)("$what breaks: $invariant", ({ invariant, what, life }) => {
    const isLast = life.edits.length === 0 ? {} : { at: life.edits.length - 1 };
    expect(found.get(what)).toMatchObject({ invariant, ...isLast });
  });
});

it("the page of lives says what their record says", () => {
  const words = (page: string): string => page.replace(/[\s-]+/g, " ").trim();
  expect(words(readFileSync(PAGE, "utf8"))).toBe(words(pageOf(readRecord())));
});

it("the last lives are sixty in a row, of these edits, with every kind among them, and none broke", () => {
  const record = readRecord();
  expect(record.map(({ seed }) => seed)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  expect(record.filter((lived) => lived.broken !== undefined || !isOf(lived, lifeOf(lived.seed)))).toEqual([]);
  expect([...new Set(record.flatMap(({ edits }) => edits.flat()))].sort()).toEqual([...KINDS].sort());
});
