import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Rule } from "../lib/core/rule";

/** A program that a rule refuses, and what a person reads who runs it. */
interface WrongProgram {
  readonly text: string;
  readonly message: string;
}

/** The page, not yet formatted. Throws one error that names every rule without a wrong program. */
export function rulesPage(rules: readonly Rule[], corpus: string): string {
  const missing = rules.map(({ props }) => props.id).filter((id) => wrongProgram(corpus, id) === undefined);
  if (missing.length > 0) {
    throw new Error(
      `No wrong program for ${missing.join(", ")}: each needs ${corpus}/<rule>/app.ts, and in message.txt beside it what that rule says.`,
    );
  }
  const folders = [...new Set(rules.map(({ props }) => folderOf(props.id)))];
  return [
    "# Rules",
    "Written by `npm run rules`; do not edit.",
    "What a rule refuses stops the synthesis; `azapi/credentials` alone warns. A message says where, which rule, what was given, why not, and what to do " +
      "instead. Below each rule stands a program that it refuses, and the message. Imports are left out. Helpers that " +
      "the programs use, such as `stackUnderTest`, `smallPlan` and `jobProps`, are in " +
      "[test/support](../test/support) and are right as they are: an empty stack, a plan, the props of a job.",
    folders
      .map((folder) => `- ${folder}: ${linksTo(rules.filter(({ props }) => folderOf(props.id) === folder))}`)
      .join("\n"),
    ...folders.flatMap((folder) => [
      `## ${folder}`,
      ...rules.filter(({ props }) => folderOf(props.id) === folder).map((rule) => section(rule, corpus)),
    ]),
  ].join("\n\n");
}

function section({ props }: Rule, corpus: string): string {
  const { text, message } = wrongProgram(corpus, props.id)!;
  return [
    `### ${props.id}`,
    escaped(`${props.why} ${props.fix}`),
    escaped(`Source: ${props.source}.`),
    fence("ts", text),
    fence("text", message),
  ].join("\n\n");
}

function linksTo(rules: readonly Rule[]): string {
  // As GitHub makes an anchor of a heading: what is neither letter, digit nor hyphen is left out.
  return rules.map(({ props: { id } }) => `[${id.split("/")[1]}](#${id.replace(/[^a-z0-9-]/g, "")})`).join(", ");
}

/** Text that Markdown takes to the letter. */
function escaped(text: string): string {
  return text.replace(/[<*]/g, "\\$&");
}

function folderOf(id: string): string {
  return id.split("/")[0];
}

function wrongProgram(corpus: string, id: string): WrongProgram | undefined {
  const [app, message] = ["app.ts", "message.txt"].map((file) => join(corpus, id, file));
  if (!existsSync(app) || !existsSync(message)) {
    return undefined;
  }
  const read = { text: readFileSync(app, "utf8"), message: readFileSync(message, "utf8").trim() };
  const imports = /^import [^;]+;\n/gm;
  return read.message.includes(`[${id}]`) ? { ...read, text: read.text.replace(imports, "").trim() } : undefined;
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
