import * as fc from "fast-check";
import { Fn } from "cdktf";
import { TextSyntax, flawsOf } from "../../lib/core/flaws";
import { NAME_SYNTAX, NameSyntax } from "../../lib/core/limits";

const KINDS = Object.values(NAME_SYNTAX) as NameSyntax[];
const { keyVault } = NAME_SYNTAX;
const texts = fc.string({ unit: fc.constantFrom("a", "Z", "1", "-", "_", ".", " ", "/", "ß"), maxLength: 30 });

test.each<[string, TextSyntax, string[]]>([
  ["vault", keyVault, []],
  ["v", keyVault, ["It has 1 character."]],
  ["", keyVault, ["It is empty."]],
  ["1vault", keyVault, ['It may not begin with "1".']],
  ["vault-", keyVault, ['It may not end with "-".']],
  ["va--ult", keyVault, ['It may not have "--".']],
  ["my_vault.x", keyVault, ['It may not have "_" or ".".']],
  ["contoso vault", keyVault, ["It may not have blanks."]],
  ["ReTail-share", NAME_SYNTAX.fileShare, ["It may not have capital letters."]],
  ["a_very_long_name_of_a_vault", keyVault, ["It has 27 characters.", 'It may not have "_".']],
  ["group.", NAME_SYNTAX.resourceGroup, ['It may not end with ".".']],
])("%s", (text, syntax, flaws) => {
  expect(flawsOf(text, syntax)).toEqual(flaws);
});

test("whatever does not fit has a flaw that is named, and what fits has none", () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), texts, (syntax, text) => {
      const fits = text.length >= syntax.min && text.length <= syntax.max && syntax.pattern.test(text);
      expect(flawsOf(text, syntax).length > 0).toBe(!fits);
    }),
    { numRuns: 500 },
  );
});

test("only what was given is blamed", () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), texts, (syntax, text) => {
      const blamed = flawsOf(text, syntax).flatMap((flaw) => [...flaw.matchAll(/"([^"]+)"/g)].map(([, one]) => one));
      expect(blamed.filter((one) => !text.includes(one))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("what is known after apply only is told so, and by nothing that nobody wrote", () => {
  expect(flawsOf(Fn.join("", ["contoso"]), keyVault)).toEqual(["It is to be known when the stack is synthesized."]);
});
