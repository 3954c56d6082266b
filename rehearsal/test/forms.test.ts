import fc from "fast-check";
import { Finder } from "../src/secrets/finder";
import { Form } from "../src/secrets/forms";

const WAYS: Record<Form, (text: string) => string> = {
  "as it is": (text) => text,
  "in JSON": (text) => JSON.stringify({ text }),
  "in a URL": (text) => `https://contoso.example/?q=${encodeURIComponent(text)}`,
  "in base64": (text) => Buffer.from(text).toString("base64"),
};
const surrounding = fc.string({ maxLength: 5, unit: "grapheme" });
const secret = fc.string({ minLength: 20, maxLength: 40, unit: fc.constantFrom(...'abcXYZ019+/="&<>;ä%') });

describe("a secret in a text", () => {
  it.each(Object.keys(WAYS) as Form[])("is found %s, whatever stands around it", (form) => {
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
    const file = Buffer.from(JSON.stringify({ value })).toString("base64");
    const text = JSON.stringify({ secret: { "profiles.yml": file } });
    expect(new Finder([{ what: "it", value }]).in(text)).toEqual([{ what: "it", form: "in base64" }]);
  });

  it("is found as Terraform writes JSON, with <, > and & by their numbers", () => {
    const text = '{"value":"p\\u0026ss\\u003cw\\u003e0123456789"}';
    expect(new Finder([{ what: "it", value: "p&ss<w>0123456789" }]).in(text)).toEqual([
      { what: "it", form: "in JSON" },
    ]);
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
