import { Rule, Violation } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { Protocol } from "../tunnel/protocol";

const PROTOCOL = new Rule({
  id: "copy/store-protocol",
  why: "What speaks at the forward's end is another database, and no copy would ever reach this one there.",
  fix: "Use the store of the forward's protocol: SqlServerStore, PostgreSqlStore or MySqlStore; what speaks yet another one is a CustomStore.",
  source: "this library: the plan of a holding",
});

const TEXT = new Rule({
  id: "copy/connection-text",
  why: "In a connection string a semicolon begins the next setting, and quotes swallow it.",
  fix: "Give database and user, without ';', quotes, braces and '='; for a SQL Server, a whole connection string can be in the vault.",
  source: "Microsoft: SqlConnection.ConnectionString",
});

/** Violations by a forward at whose end something else speaks. */
export function protocolViolations({ name, protocol }: Forward, wanted: Protocol): Violation[] {
  const { protocolName } = protocol;
  return PROTOCOL.when(protocolName !== wanted.protocolName, `${protocolName} at the end of "${name}"`);
}

/** Violations by texts, by what each is, that become parts of a connection string. */
export function textViolations(texts: Readonly<Record<string, string>>): Violation[] {
  return Object.entries(texts).flatMap(([what, text]) =>
    TEXT.when(text.trim() === "" || /[;'"={}]/.test(text), `${what} "${text}"`),
  );
}

/** Settings as one connection string. */
export function connectionStringOf(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value};`)
    .join("");
}

/** A name as SQL Server's statements quote it. */
export function bracketed(name: string): string {
  return `[${name.replace(/\]/g, "]]")}]`;
}

/** A table with its schema, as SQL Server's statements quote it. */
export function tableIn(schema: string, table: string): string {
  return `${bracketed(schema)}.${bracketed(table)}`;
}
