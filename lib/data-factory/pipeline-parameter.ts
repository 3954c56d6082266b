import { Rule, refuse } from "../core/rule";
import { Expression } from "./expression";

const NAME = new Rule({
  id: "data-factory/parameter-name",
  why: "Expressions read a parameter as pipeline().parameters and its name, in which a dash would be a minus.",
  fix: "Use letters, digits and '_', a letter first.",
  source: "Microsoft: expressions and functions in Azure Data Factory",
});

/**
 * A parameter of a pipeline. azurerm knows parameters as texts only (4.55.0, azurerm_data_factory_pipeline), so numbers
 * and truth values travel as text and are converted where they are read.
 */
export class PipelineParameter {
  /** A text. @throws `data-factory/parameter-name` */
  public static text(name: string, defaultValue: string): PipelineParameter {
    return new PipelineParameter(name, defaultValue, (read) => read);
  }

  /** A whole number. @throws `data-factory/parameter-name` */
  public static integer(name: string, defaultValue: number): PipelineParameter {
    return new PipelineParameter(name, String(defaultValue), (read) => `int(${read})`);
  }

  /** True or false. @throws `data-factory/parameter-name` */
  public static flag(name: string, defaultValue: boolean): PipelineParameter {
    return new PipelineParameter(name, String(defaultValue), (read) => `bool(${read})`);
  }

  private constructor(
    /** Name, by which a run is given another value. */
    public readonly name: string,
    /** Value of a run that is given none, as text. */
    public readonly defaultText: string,
    private readonly convert: (read: string) => string,
  ) {
    refuse(`parameter ${name}`, NAME.when(!/^[a-z]\w*$/i.test(name), `"${name}"`));
  }

  /** Its value in a run, for activities of the pipeline. */
  public get value(): Expression {
    return Expression.of(this.reading);
  }

  /** The same as text, for a parameter of another pipeline. @internal */
  public get _text(): Expression {
    return Expression.of(this.asText);
  }

  /** Its value, to be put into a longer expression. */
  public get reading(): string {
    return this.convert(this.asText);
  }

  private get asText(): string {
    return `pipeline().parameters.${this.name}`;
  }
}
