/**
 * A value in an activity: literal text, or what Data Factory evaluates when the pipeline runs. Data Factory takes every
 * text that begins with `@`, and every `@{` within one, for an expression; literal text is escaped against that.
 */
export class Expression {
  /** Text that is taken to the letter. */
  public static literal(text: string): Expression {
    return new Expression(verbatim(text));
  }

  /**
   * What is evaluated.
   *
   * @param body in Data Factory's expression language, without the leading `@`: `pipeline().RunId`.
   */
  public static of(body: string): Expression {
    return new Expression({ value: `@${body}`, type: "Expression" });
  }

  /**
   * Text with evaluated places: `run @{pipeline().RunId}`.
   *
   * @param text every `@{…}` in it is evaluated, the rest is taken to the letter.
   */
  public static interpolated(text: string): Expression {
    return new Expression({ value: text, type: "Expression" });
  }

  private constructor(private readonly json: unknown) {}

  /** @internal */
  public _json(): unknown {
    return this.json;
  }
}

/** Text in which Data Factory finds nothing to evaluate. Source: Microsoft, expressions and functions in Azure Data Factory. */
export function verbatim(text: string): string {
  return text.replace(/^@|@(?=\{)/g, "@@");
}
