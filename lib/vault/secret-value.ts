import { TerraformStack, TerraformVariable, Token, Tokenization } from "cdktf";
import { IConstruct } from "constructs";
import { terraformText } from "../core/references";
import { Rule, Violation } from "../core/rule";
import { secretVersionViolations } from "./secret-version";

const LITERAL = new Rule({
  id: "vault/no-literal-secret",
  why: "A literal value would stand in the synthesized files and in the repository.",
  fix: "Give a sensitive Terraform variable or another resource's attribute.",
  source: "this library: secrets reach no file",
});

const SENSITIVE = new Rule({
  id: "vault/sensitive-variable",
  why: "Terraform shows what is not sensitive, and a default value stands in the synthesized files.",
  fix: "Make the variable sensitive, without a default.",
  source: "Terraform: input variables",
});

const OWN_STACK = new Rule({
  id: "vault/own-stack",
  why: "A value of another stack would pass through an output of that stack, and so through its state.",
  fix: "Write a secret in the stack that has its value.",
  source: "this library: secrets reach no output",
});

/** How the value of a secret gets into its vault. */
export class SecretValue {
  /**
   * Kept in Terraform's state as well: whoever reads the state reads the value. A changed value becomes the secret's next version.
   *
   * @param value a token: a sensitive variable, or another resource's attribute.
   */
  public static stored(value: string): SecretValue {
    return new SecretValue(value);
  }

  /**
   * Never kept in Terraform's state. Needs Terraform 1.11.
   *
   * @param value a token: a sensitive variable, which Terraform keeps out of plans as well where it is ephemeral. cdktf
   * has no property for that: `variable.addOverride("ephemeral", true)`.
   * @param version a whole number of 1 or more; raise it to write the value anew.
   */
  public static writeOnly(value: string, version: number): SecretValue {
    return new SecretValue(value, version);
  }

  private constructor(
    private readonly value: string,
    private readonly version?: number,
  ) {}

  /** @internal */
  public _violations(stack: TerraformStack): Violation[] {
    const exposed = variablesIn(stack, this.value).find((one) => one.sensitive !== true || one.default !== undefined);
    const foreign = originsOf(this.value).find((origin) => origin !== stack);
    return [
      ...OWN_STACK.when(foreign !== undefined, `a value of the stack ${foreign?.node.id}`),
      ...LITERAL.when(!refersToSomething(stack, this.value), "a literal"),
      ...SENSITIVE.when(exposed !== undefined, `the variable ${exposed?.node.id}`),
      ...secretVersionViolations(this.version),
    ];
  }

  /** @internal */
  public _arguments(): { value?: string; valueWo?: string; valueWoVersion?: number } {
    return this.version === undefined ? { value: this.value } : { valueWo: this.value, valueWoVersion: this.version };
  }
}

/** Whether the text is more than literals, also such as functions are called with. */
function refersToSomething(stack: TerraformStack, text: string): boolean {
  const withoutLiterals = terraformText(stack, text).replace(/"(?:[^"\\]|\\.)*"/g, "");
  return Token.isUnresolved(text) && /[a-z_][\w-]*\.[\w-]/i.test(withoutLiterals);
}

/** The stacks whose resources or variables the text refers to. */
function originsOf(text: string): TerraformStack[] {
  return Tokenization.reverseString(text).tokens.flatMap((token) => (token as Reference).originStack ?? []);
}

/** The variables of the stack that the text refers to. */
function variablesIn(stack: TerraformStack, text: string): TerraformVariable[] {
  const names = [...terraformText(stack, text).matchAll(/\bvar\.([\w-]+)/g)].map(([, name]) => name);
  return names.length === 0
    ? []
    : stack.node.findAll().flatMap((node) => (isVariable(node) && names.includes(node.friendlyUniqueId) ? [node] : []));
}

/** Whether it is a variable: cdktf has no check of its own, and nothing else has both. */
function isVariable(node: IConstruct): node is TerraformVariable {
  return "sensitive" in node && "nullable" in node;
}

/** What cdktf's references to attributes and variables know of themselves. */
interface Reference {
  readonly originStack?: TerraformStack;
}
