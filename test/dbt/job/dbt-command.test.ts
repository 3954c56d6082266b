import { Fn } from "cdktf";
import { DbtCommand, DbtJobProps } from "../../../lib";
import { containerOf, fileIn, groupOf } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

/** What dbt is called with, and what the container's environment hands over. */
function callsOf(command: DbtCommand, given: Partial<DbtJobProps> = {}) {
  const dbt = containerOf(groupOf(stackUnderTest(), { command, ...given }), "dbt");
  const { commands } = JSON.parse(fileIn(dbt, "job.json"));
  return { commands, model: dbt.environment_variables.ENV_DBT_MODEL };
}

const MODEL = { env: "ENV_DBT_MODEL" };

/** What only an apply says. */
const LATER = Fn.upper("selection");

describe("DbtCommand", () => {
  test("runs a selection that the environment hands over", () => {
    expect(callsOf(DbtCommand.run({ select: "tag:nightly staging.salesforce+" }))).toEqual({
      commands: [["run", "--select", MODEL]],
      model: "tag:nightly staging.salesforce+",
    });
  });

  test("runs everything unless told otherwise", () => {
    expect(callsOf(DbtCommand.run())).toEqual({ commands: [["run"]], model: undefined });
  });

  test("hands over a selection that is only known after apply", () => {
    expect(callsOf(DbtCommand.run({ select: LATER }))).toEqual({
      commands: [["run", "--select", MODEL]],
      model: '${upper("selection")}',
    });
  });

  test("excludes, and rebuilds from scratch", () => {
    expect(callsOf(DbtCommand.buildAndTest({ select: "a", exclude: "b", fullRefresh: true })).commands).toEqual([
      ["build", "--select", MODEL, "--exclude", "b", "--full-refresh"],
    ]);
    expect(callsOf(DbtCommand.run({ fullRefresh: false })).commands).toEqual([["run"]]);
  });

  test("hands over the first selection of a sequence and writes the others out", () => {
    const command = DbtCommand.sequence(
      DbtCommand.custom("deps"),
      DbtCommand.run({ select: "salesforce" }),
      DbtCommand.test({ select: "salesforce" }),
      DbtCommand.test({ select: "erp" }),
    );
    expect(callsOf(command)).toEqual({
      commands: [["deps"], ["run", "--select", MODEL], ["test", "--select", MODEL], ["test", "--select", "erp"]],
      model: "salesforce",
    });
  });

  test("takes no word for the selection that only looks like it", () => {
    expect(callsOf(DbtCommand.run({ select: "a", exclude: "a" })).commands).toEqual([
      ["run", "--select", MODEL, "--exclude", "a"],
    ]);
  });

  test("passes arguments of any subcommand on as they are", () => {
    const words = ["run-operation", "vacuum", "--args", '{"table": "${x} %{y}"}'];
    expect(callsOf(DbtCommand.custom(...words)).commands).toEqual([words]);
  });

  test.each([
    ["${path.module}", "$${path.module}"],
    ["%{ if true }", "%%{ if true }"],
    ["$${a}+", "$$${a}+"],
    ["tag:a,b $ % {", "tag:a,b $ % {"],
  ])("hands %s over so that it arrives to the letter", (select, escaped) => {
    expect(callsOf(DbtCommand.run({ select })).model).toBe(escaped);
  });

  test.each([
    ["no command", () => DbtCommand.sequence(), "no command"],
    ["no subcommand", () => DbtCommand.custom(), '"" as subcommand'],
    ["an option as subcommand", () => DbtCommand.custom("--version"), '"--version" as subcommand'],
    ["dbt itself as subcommand", () => DbtCommand.custom("dbt", "run"), '"dbt" as subcommand'],
    [
      "an option within a selection",
      () => DbtCommand.run({ select: "a --full-refresh" }),
      'an option in "a --full-refresh"',
    ],
    ["one within an exclusion", () => DbtCommand.custom("run", "--exclude", "-x"), 'an option in "-x"'],
    ["an empty word", () => DbtCommand.custom("run", ""), '""'],
    ["an empty selection", () => DbtCommand.run({ select: "" }), '""'],
    ["two lines", () => DbtCommand.run({ select: "a\nb" }), '"a\\nb"'],
    ["a NUL", () => DbtCommand.run({ exclude: "a\0" }), '"a\\u0000"'],
    ["a word of later", () => DbtCommand.custom("run", LATER), "an argument that is only known after apply"],
    ["an exclusion of later", () => DbtCommand.run({ exclude: LATER }), "an argument that is only known after apply"],
    [
      "a second selection of later",
      () => DbtCommand.sequence(DbtCommand.run({ select: "a" }), DbtCommand.run({ select: LATER })),
      "an argument that is only known after apply",
    ],
  ])("fails if there is %s", (_, make, given) => {
    expect(make).toThrow(`DbtCommand: [dbt/command] given ${given}.`);
  });
});
