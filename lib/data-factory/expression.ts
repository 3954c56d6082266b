import { Rule, Violation, refuse } from "../core/rule";
import { evaluatedParts, isBalanced, isEvaluated, looksEvaluated, openPlaces } from "./expression-text";

const SYNTAX = new Rule({
  id: "data-factory/expression",
  why: "Data Factory cannot evaluate it, or takes it to the letter.",
  fix: "Give Expression.of what is evaluated, without an @ before it; texts in single quotes, a quote in them doubled, and every bracket closed.",
  source: "Microsoft: expressions and functions in Azure Data Factory",
});

const LETTER = new Rule({
  id: "data-factory/to-the-letter",
  why: "The text is taken to the letter: nothing in it is evaluated, and each run does the same.",
  fix: "Use Expression.interpolated, or Expression.of for the whole; rows of a time are read by a window.",
  source: "this library: literal texts are escaped",
});

/** Violations by a text that is taken to the letter, and seems to be meant otherwise. */
export function letterViolations(text: string): Violation[] {
  return LETTER.when(looksEvaluated(text), `"${text}"`);
}

/** A text that Data Factory evaluates, as its JSON says so. */
interface EvaluatedText {
  readonly value: string;
  readonly type: "Expression";
}

/**
 * A value in an activity: literal text, or what Data Factory evaluates when the pipeline runs. Data Factory takes every
 * text that begins with `@`, and every `@{` within one, for an expression; literal text is escaped against that.
 */
export class Expression {
  /** Text that is taken to the letter. @throws `data-factory/to-the-letter` */
  public static literal(text: string): Expression {
    refuse("Expression", letterViolations(text));
    return new Expression(verbatim(text));
  }

  /**
   * What is evaluated.
   *
   * @param body in Data Factory's expression language, without the leading `@`: `pipeline().RunId`.
   * @throws `data-factory/expression`
   */
  public static of(body: string): Expression {
    refuse(
      "Expression",
      SYNTAX.when(body.trim() === "" || body.trim().startsWith("@"), `"${body}"`),
      SYNTAX.when(!isBalanced(body), `"${body}", in which quotes or brackets do not close`),
    );
    return new Expression({ value: `@${body}`, type: "Expression" });
  }

  /**
   * Text with evaluated places: `run @{pipeline().RunId}`.
   *
   * @param text every `@{…}` in it is evaluated, the rest is taken to the letter.
   * @throws `data-factory/expression`
   */
  public static interpolated(text: string): Expression {
    const wrong = evaluatedParts(text).filter((body) => body.trim() === "" || !isBalanced(body));
    const places = [...wrong.map((body) => `@{${body}}`), ...openPlaces(text)];
    refuse(
      "Expression",
      places.flatMap((place) => SYNTAX.when(true, `"${place}", in which quotes or brackets do not close`)),
    );
    return new Expression({ value: text, type: "Expression" });
  }

  private constructor(private readonly json: string | EvaluatedText) {}

  /** @internal */
  public _json(): unknown {
    return this.json;
  }

  /** As Data Factory reads it. @internal */
  public get _text(): string {
    return typeof this.json === "string" ? this.json : this.json.value;
  }

  /** Whether it is the same in every run. @internal */
  public get _isFixed(): boolean {
    return typeof this.json === "string" || !isEvaluated(this.json.value);
  }
}

/** Text in which Data Factory finds nothing to evaluate. Source: Microsoft, expressions and functions in Azure Data Factory. */
export function verbatim(text: string): string {
  return text.replace(/^@|@(?=\{)/g, "@@");
}
