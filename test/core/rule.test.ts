import { Construct } from "constructs";
import { Fn, Token } from "cdktf";
import "../../lib";
import { Range } from "../../lib/core/range";
import { knownRules, refuse, refuseAtSynth, warn } from "../../lib/core/rule";
import { warningsOf } from "../support/azure";
import { refusalOf } from "../support/plan";
import { stackUnderTest, synthesized } from "../support/stack";

/** A rule of the library, so that the tests add none of their own. */
const rule = knownRules().find(({ props }) => props.id === "tunnel/port")!;
const says = (given: string, advice = "") =>
  `[tunnel/port] given ${given}. There is no such TCP port. Use the port on which the on-premises host listens, or another one for a gateway's clients.${advice}`;

describe("a rule", () => {
  test("yields one violation unless the text holds", () => {
    expect(rule.unless((text) => text === "a", "b")).toEqual([says('"b"')]);
    expect(rule.unless((text) => text === "a", "a")).toEqual([]);
  });

  test("takes text that is known after apply to hold", () => {
    expect(rule.unless(() => false, Fn.timestamp())).toEqual([]);
  });

  test("yields one violation if it is broken, with the advice for this case", () => {
    expect(rule.when(true, "x")).toEqual([says("x")]);
    expect(rule.when(true, "x", "Use y.")).toEqual([says("x", " Use y.")]);
    expect(rule.when(false, "x")).toEqual([]);
  });

  test("yields one violation outside a range, with the range", () => {
    const range = new Range(1, 4, "cores");
    expect(rule.outside(range, 5, "cpu")).toEqual([says("cpu 5", " Allowed: 1-4 cores.")]);
    expect(rule.outside(range, 4, "cpu")).toEqual([]);
    expect(rule.outside(range, undefined, "cpu")).toEqual([]);
    expect(rule.outside(range, Token.asNumber({ ref: "x" }), "cpu")).toEqual([]);
  });

  test("yields one violation per value that must be known and is not", () => {
    expect(rule.unlessKnown({ tier: Fn.timestamp(), subsidiary: "retail", environment: Fn.timestamp() })).toEqual([
      says("tier, known only after apply"),
      says("environment, known only after apply"),
    ]);
    expect(rule.unlessKnown({ tier: "production", subsidiary: undefined })).toEqual([]);
  });
});

describe("what is known only after apply", () => {
  const later = "<known after apply>";
  const advice = " It is to be known when the stack is synthesized.";

  test.each<[string, string]>([
    ["a text", Fn.timestamp()],
    ["an item of a list", Fn.tolist(["a"])[0]],
    ["a number", String(Token.asNumber({ ref: "x" }))],
  ])("is never shown as cdktf writes it: %s", (_, token) => {
    expect(rule.when(true, `"${token}" twice`)).toEqual([says(`"${later}" twice`, advice)]);
    expect(rule.when(true, "x", `Known: ${token}.`)).toEqual([says("x", ` Known: ${later}.`)]);
    expect(refusalOf(() => refuse(`forward ${token}`, rule.when(true, "x")))).toBe(`forward ${later}: ${says("x")}`);
  });

  test("is said once to be wanted earlier", () => {
    expect(rule.when(true, Fn.timestamp(), advice.trim())).toEqual([says(later, advice)]);
  });
});

describe("what is refused", () => {
  test("throws all violations at once, each behind its path", () => {
    expect(refusalOf(() => refuse("contoso/retail", rule.when(true, "1"), [], rule.when(true, "2")))).toBe(
      `contoso/retail: ${says("1")}\ncontoso/retail: ${says("2")}`,
    );
  });

  test("is located by the path of a construct", () => {
    const construct = new Construct(new Construct(stackUnderTest(), "Hub"), "Relay");
    expect(refusalOf(() => refuse(construct, rule.when(true, "1")))).toBe(`Stack/Hub/Relay: ${says("1")}`);
  });

  test("throws nothing where nothing is violated", () => {
    expect(() => refuse("contoso", [], rule.when(false, "1"))).not.toThrow();
  });

  test("at synth stops the synthesis, with the path and every violation", () => {
    const stack = stackUnderTest();
    refuseAtSynth(new Construct(stack, "Hub"), () => [...rule.when(true, "1"), ...rule.when(true, "2")]);
    const message = refusalOf(() => synthesized(stack));
    expect(message).toContain(`[Stack/Hub] ${says("1")}`);
    expect(message).toContain(`[Stack/Hub] ${says("2")}`);
  });

  test("is looked at only when the tree is complete", () => {
    const stack = stackUnderTest();
    let broken = true;
    refuseAtSynth(stack, () => rule.when(broken, "1"));
    broken = false;
    expect(() => synthesized(stack)).not.toThrow();
  });

  test("as a warning does not stop the synthesis", () => {
    const stack = stackUnderTest();
    warn(stack, rule.when(true, "1"), rule.when(false, "2"));
    expect(warningsOf(stack)).toEqual([says("1")]);
    expect(() => synthesized(stack)).not.toThrow();
  });
});

describe("the rules of the library", () => {
  test("are listed by id, each in a folder of the library or of its words", () => {
    const ids = knownRules().map(({ props }) => props.id);
    expect(ids).toEqual([...ids].sort());
    expect(ids.filter((id) => !/^[a-z-]+\/[a-z0-9-]+$/.test(id))).toEqual([]);
  });

  test("say why, what to do and where it comes from, in sentences", () => {
    const sentence = /^(dbt |azbridge |azurerm |['"A-Z]).*[.]$/s;
    const unclear = knownRules().filter(
      ({ props }) => !sentence.test(props.why) || !sentence.test(props.fix) || props.source.trim() === "",
    );
    expect(unclear.map(({ props }) => props.id)).toEqual([]);
  });
});
