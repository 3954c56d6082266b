import fc from "fast-check";
import { unzipSync } from "fflate";
import { Finder } from "../src/secrets/finder";
import { Form } from "../src/secrets/forms";
import { secretsIn } from "../src/secrets/secrets";
import { Rehearsal } from "../src/rehearsal";
import { BOOKS, HUB, SALES, Stage, applied } from "./support/stage";

describe("a secret in a text", () => {
  const WAYS: Record<Form, (text: string) => string> = {
    "as it is": (text) => text,
    "in JSON": (text) => JSON.stringify({ text }),
    "in a URL": (text) => `https://contoso.example/?q=${encodeURIComponent(text)}`,
    "in base64": (text) => Buffer.from(text).toString("base64"),
  };
  const surrounding = fc.string({ maxLength: 5, unit: "grapheme" });
  const secret = fc.string({ minLength: 20, maxLength: 40, unit: fc.constantFrom(...'abcXYZ019+/="&<>;ä%') });

  it.each(Object.keys(WAYS) as Form[])("is found %s", (form) => {
    fc.assert(
      fc.property(surrounding, secret, surrounding, (before, value, after) => {
        const found = new Finder([{ what: "it", value }]).in(WAYS[form](`${before}${value}${after}`));
        expect(found.map(({ what }) => what)).toContain("it");
        if (form === "in base64") {
          expect(found).toContainEqual({ what: "it", form });
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is found in base64 of JSON in JSON, as a file in a volume of a group is", () => {
    const value = 'p"ss/w+rd&0123456789';
    const text = JSON.stringify({ secret: { "profiles.yml": Buffer.from(JSON.stringify({ value })).toString("base64") } });
    expect(new Finder([{ what: "it", value }]).in(text)).toEqual([{ what: "it", form: "in base64" }]);
  });

  it("is not found where it is not", () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 200 }), (value, text) => {
        fc.pre(!text.includes(value));
        expect(new Finder([{ what: "it", value }]).in(text)).toEqual([]);
      }),
    );
  });
});

describe("every secret of a rehearsal", () => {
  const stage = new Stage();
  afterAll(() => stage.clear());

  it("lies where the table of security says, and nowhere else", async () => {
    const rehearsal = stage.rehearsal();
    const found: string[] = [];
    const look = async (name: string) => {
      const stack = rehearsal.stack(name);
      const texts = async (when: string) => ({
        [`plan ${when}`]: Object.values(unzipSync(stack.savedPlan())).map((file) => Buffer.from(file).toString("latin1")).join("\n"),
        [`shown ${when}`]: (await stack.shown()).output,
      });
      const all: Record<string, string> = {};
      await stack.init();
      await stack.plan();
      Object.assign(all, await texts("to create"));
      expect((await stack.applyPlan()).code).toBe(0);
      await stack.plan("-destroy");
      Object.assign(all, await texts("to destroy"));
      all.state = stack.stateText();
      all["state shown"] = (await stack.shown("state")).output;
      const finder = new Finder([...secretsIn(rehearsal.world), ...[...stack.sensitiveValues].map(([n, value]) => ({ what: `variable ${n}`, value }))]);
      for (const [where, text] of Object.entries(all)) {
        finder.in(text).forEach(({ what, form }) => found.push(`${name} | ${where} | ${what} | ${form}`));
      }
    };
    await look(HUB);
    for (const { stackName } of rehearsal.accesses) await look(stackName);
    rehearsal.onSite();
    await look(SALES);
    await look(BOOKS);
    console.log(found.join("\n"));
  });
});
