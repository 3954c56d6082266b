import { isNameAlone, isQualified } from "../core/name-alone";
import { Rule, Violation } from "../core/rule";

const NAME = new Rule({
  id: "copy/name-alone",
  why: "A name is quoted where it is read, so that any name can be: with quotes of its own, or with its schema before it, it is another one, which the database does not know.",
  fix: "Give the name alone, as the database has it: schema and table apart, without quotes or brackets.",
  source: "Microsoft: Database identifiers; PostgreSQL: Identifiers and Key Words; MySQL: Schema Object Names",
});

/** Violations by names in a database, each by what it is a name of. */
export function nameAloneViolations(names: Readonly<Record<string, string | undefined>>): Violation[] {
  return Object.entries(names).flatMap(([what, name]) =>
    NAME.when(name !== undefined && !isNameAlone(name), `${what} "${name}"`),
  );
}

/** Violations by a table and its schema. */
export function tableViolations(schema: string, table: string): Violation[] {
  return [
    ...nameAloneViolations({ schema, table }),
    ...NAME.when(isQualified(table, schema), `table "${table}" in the schema "${schema}"`),
  ];
}

/** Violations by names of columns. */
export function columnViolations(names: readonly string[]): Violation[] {
  return [...new Set(names)].flatMap((column) => nameAloneViolations({ column }));
}
