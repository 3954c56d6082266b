import { TerraformStack, Token, Tokenization } from "cdktf";
import { Range } from "../core/range";
import { Rule, Violation } from "../core/rule";

const LITERAL = new Rule({
  id: "vault/no-literal-secret",
  why: "A literal value would stand in the synthesized files and in the repository.",
  fix: "Give a sensitive Terraform variable or another resource's attribute.",
  source: "this library: secrets reach no file",
});

const VERSION = new Rule({
  id: "vault/secret-version",
  why: "Terraform does not see a write-only value; it writes a new one when the version rises.",
  fix: "Give a whole number of 1 or more, and raise it to rotate.",
  source: "azurerm 4.55.0: value_wo_version",
});

const OWN_STACK = new Rule({
  id: "vault/own-stack",
  why: "A value of another stack would pass through an output of that stack, and so through its state.",
  fix: "Write a secret in the stack that has its value.",
  source: "this library: secrets reach no output",
});

const VERSIONS = new Range(1, Number.MAX_SAFE_INTEGER, "as version");

const knownInvalid = (version: number) => !Token.isUnresolved(version) && !VERSIONS.admits(version);

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
   * @param value a token: an ephemeral variable.
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
    const foreign = originsOf(this.value).find((origin) => origin !== stack);
    return [
      ...OWN_STACK.when(foreign !== undefined, `a value of the stack ${foreign?.node.id}`),
      ...LITERAL.when(!Token.isUnresolved(this.value), "a literal"),
      ...VERSION.when(this.version !== undefined && knownInvalid(this.version), `version ${this.version}`),
    ];
  }

  /** @internal */
  public _arguments(): { value?: string; valueWo?: string; valueWoVersion?: number } {
    return this.version === undefined ? { value: this.value } : { valueWo: this.value, valueWoVersion: this.version };
  }
}

/** The stacks whose resources or variables the text refers to. */
function originsOf(text: string): TerraformStack[] {
  return Tokenization.reverseString(text).tokens.flatMap((token) => (token as Reference).originStack ?? []);
}

/** What cdktf's references to attributes and variables know of themselves. */
interface Reference {
  readonly originStack?: TerraformStack;
}
