import { Fn, TerraformOutput, TerraformVariable } from "cdktf";
import * as fc from "fast-check";
import { base64, literal } from "../../lib/core/literal";
import { stackUnderTest, template } from "../support/stack";

/** What Terraform reads in a quoted template, or undefined where it would find an expression. */
function asTerraformReads(text: string): string | undefined {
  let read = "";
  for (let at = 0; at < text.length;) {
    const escape = /^([$%])\1\{/.exec(text.slice(at));
    if (escape === null && /^[$%]\{/.test(text.slice(at))) {
      return undefined;
    }
    read += escape === null ? text[at] : `${escape[1]}{`;
    at += escape === null ? 1 : escape[0].length;
  }
  return read;
}

/** How a value stands in the synthesized JSON. */
function synthesizedAs(value: (stack: ReturnType<typeof stackUnderTest>) => string): unknown {
  const stack = stackUnderTest();
  new TerraformOutput(stack, "out", { value: value(stack) });
  return (template(stack).output?.out as { value: unknown }).value;
}

describe("literal", () => {
  test("escapes what Terraform would take for an expression or a directive", () => {
    expect(synthesizedAs(() => literal("a ${b} %{ if c } $d 100% {e}"))).toBe("a $${b} %%{ if c } $d 100% {e}");
  });

  test("is read by Terraform as it was given, whatever the text", () => {
    const texts = fc
      .array(fc.constantFrom("$", "%", "{", "}", "$${", "%%{", '"', "\\", "a", "\n"))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        expect(asTerraformReads(literal(text))).toBe(text);
      }),
    );
  });

  test("leaves the templates of tokens alone", () => {
    const password = (stack: ReturnType<typeof stackUnderTest>) =>
      new TerraformVariable(stack, "password", { type: "string" }).stringValue;
    expect(synthesizedAs((stack) => literal(password(stack)))).toBe("${var.password}");
    expect(synthesizedAs((stack) => literal(`p=${password(stack)}`))).toBe("p=${var.password}");
  });
});

describe("base64", () => {
  test("encodes known text at once, as UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(Buffer.from(base64(text), "base64").toString("utf8")).toBe(text);
      }),
    );
    expect(base64("a ${b}\n")).toBe("YSAke2J9Cg==");
  });

  test("lets Terraform encode what is known after apply", () => {
    expect(synthesizedAs(() => base64(Fn.timestamp()))).toBe("${base64encode(timestamp())}");
  });
});
