import { Token } from "cdktf";
import { Rule, Violation, refuse } from "../../core/rule";

const COMMAND = new Rule({
  id: "dbt/command",
  why: "dbt would not start, or would do something else than the job says.",
  fix: "Begin with a dbt subcommand such as run, and give no argument that is empty, has several lines or is only known after apply; a job's first selection may be. Options stand apart from what is selected.",
  source: "dbt-core 1.11: command line",
});

/** Which nodes a dbt command works on, and how. */
export interface DbtCommandOptions {
  /**
   * What `--select` is given, in dbt's selection syntax, for example `tag:nightly` or `staging.salesforce+`.
   *
   * @default - everything
   */
  readonly select?: string;
  /**
   * What `--exclude` is given.
   *
   * @default - nothing
   */
  readonly exclude?: string;
  /**
   * Rebuilds incremental models from scratch.
   *
   * @default false
   */
  readonly fullRefresh?: boolean;
}

/** An argument of dbt: text, or the name of an environment variable that holds it. */
type DbtArgument = string | { readonly env: string };

/** What dbt does in a job: one subcommand or several, each only if the one before succeeded. */
export class DbtCommand {
  /** Builds models. @throws `dbt/command` */
  public static run(options: DbtCommandOptions = {}): DbtCommand {
    return DbtCommand.selecting("run", options);
  }

  /** Builds models, seeds and snapshots and tests them, in the order of the graph. @throws `dbt/command` */
  public static buildAndTest(options: DbtCommandOptions = {}): DbtCommand {
    return DbtCommand.selecting("build", options);
  }

  /** Tests what is built. @throws `dbt/command` */
  public static test(options: DbtCommandOptions = {}): DbtCommand {
    return DbtCommand.selecting("test", options);
  }

  /** Any other subcommand with its arguments, for example `custom("run-operation", "vacuum")`. @throws `dbt/command` */
  public static custom(...words: string[]): DbtCommand {
    return DbtCommand.checked([words]);
  }

  /** One after the other, until one fails; the exit code is that of the last one that ran. @throws `dbt/command` */
  public static sequence(...commands: DbtCommand[]): DbtCommand {
    return DbtCommand.checked(
      commands.flatMap(({ lines }) => lines),
      commands.find(({ select }) => select !== undefined)?.select,
    );
  }

  private static selecting(subcommand: string, { select, exclude, fullRefresh }: DbtCommandOptions): DbtCommand {
    const line = [
      subcommand,
      ...(select === undefined ? [] : ["--select", select]),
      ...(exclude === undefined ? [] : ["--exclude", exclude]),
      ...(fullRefresh ? ["--full-refresh"] : []),
    ];
    return DbtCommand.checked([line], select);
  }

  private static checked(lines: string[][], select?: string): DbtCommand {
    refuse("DbtCommand", lineViolations(lines, select));
    return new DbtCommand(lines, select);
  }

  private constructor(
    private readonly lines: string[][],
    /** The first selection, which the job hands over as `ENV_DBT_MODEL`; undefined where everything is selected. */
    public readonly select?: string,
  ) {}

  /** Whether a call selects something else than {@link select}. @internal */
  public get _selectsFurther(): boolean {
    const selections = this.lines.flatMap((line) => line.filter((_, index) => line[index - 1] === "--select"));
    return selections.some((selection) => selection !== this.select);
  }

  /** Whether a call is given this option. @internal */
  public _gives(option: string): boolean {
    return this.lines.flat().some((word) => word === option || word.startsWith(`${option}=`));
  }

  /** The arguments of each call of dbt; those equal to {@link select} by name of the variable that holds it. @internal */
  public _arguments(selectVariable: string): DbtArgument[][] {
    const { select } = this;
    return this.lines.map((line) =>
      line.map((word, index) => (isHandedOver(line, index, select) ? { env: selectVariable } : word)),
    );
  }
}

/** Whether the environment hands this word over: it is the job's selection, where a selection stands. */
function isHandedOver(line: readonly string[], index: number, select?: string): boolean {
  return line[index] === select && line[index - 1] === "--select";
}

/** What is given to `--select` and `--exclude`. */
function selections(line: readonly string[]): string[] {
  return line.filter((_, index) => ["--select", "--exclude"].includes(line[index - 1]));
}

function lineViolations(lines: readonly string[][], select?: string): Violation[] {
  const later = lines.map((line) =>
    line.filter((word, at) => Token.isUnresolved(word) && !isHandedOver(line, at, select)),
  );
  const known = lines.map((line) => line.map((word) => (Token.isUnresolved(word) ? "known-later" : word)));
  return [
    ...COMMAND.when(lines.length === 0, "no command"),
    ...later.flat().flatMap(() => COMMAND.when(true, "an argument that is only known after apply")),
    ...known.flatMap(([subcommand]) =>
      COMMAND.when(
        !/^(?!dbt$)[a-z][a-z-]*$/.test(subcommand ?? ""),
        `"${subcommand ?? ""}" as subcommand`,
        subcommand === "dbt" ? "The job calls dbt itself." : undefined,
      ),
    ),
    ...known.flatMap(selections).flatMap((word) => COMMAND.when(/(?:^|\s)-/.test(word), `an option in "${word}"`)),
    ...known.flat().flatMap((word) => COMMAND.when(word === "" || /[\n\r\0]/.test(word), JSON.stringify(word))),
  ];
}
