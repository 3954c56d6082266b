import { readFileSync } from "node:fs";
import { Life, isPossible, lifeOf } from "../../test/lives/life";
import { PLANTED } from "../../test/lives/planted";
import { Broken, INVARIANTS, Invariant, play } from "../../test/lives/play";
import { PAGE, pageOf, readRecord } from "../../test/lives/record";
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
    }
  });

  it("is shrunk to what breaks it, with at most fifteen replays", async () => {
    const life = lifeOf(7);
    const [first, last] = [life.edits[0], life.edits.at(-1)!];
    let replays = 0;
    const replay = ({ edits }: Life): Promise<Broken | undefined> => {
      replays += 1;
      const breaks = edits.includes(first) && edits.includes(last);
      return Promise.resolve(breaks ? { invariant: "apply", at: edits.length - 1, what: "" } : undefined);
    };
    const broken: Broken = { invariant: "apply", at: life.edits.length - 1, what: "" };
    const { life: shortest } = await shrunk({ life, broken }, replay);
    expect(shortest.edits).toEqual(expect.arrayContaining([first, last]));
    expect(shortest.edits.length).toBeLessThan(life.edits.length);
    expect(replays).toBeLessThanOrEqual(15);
  });
});

describe("of the bugs that are planted", () => {
  const found = new Map<Invariant, Broken | undefined>();

  beforeAll(async () => {
    await severalAtOnce(2, PLANTED, async ({ invariant, life, plant }) =>
      found.set(invariant, await play(life, { plant })),
    );
  }, 300_000);

  it("there is one for every invariant", () => {
    expect(PLANTED.map(({ invariant }) => invariant).sort()).toEqual(Object.keys(INVARIANTS).sort());
  });

  it.each(PLANTED)("$what breaks: $invariant", ({ invariant }) => {
    expect(found.get(invariant)).toMatchObject({ invariant });
  });
});

it("the page of lives says what their record says", () => {
  const words = (page: string): string => page.replace(/[\s-]+/g, " ").trim();
  expect(words(readFileSync(PAGE, "utf8"))).toBe(words(pageOf(readRecord())));
});
