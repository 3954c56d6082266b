import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import "../lib";
import { knownRules } from "../lib/core/rule";

const CORPUS = join(__dirname, "refusals");
const ids = knownRules().map(({ props }) => props.id);

/** What a person reads who runs the wrong program of a rule; one that is only warned of returns that. */
function messageOf(id: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- each program is loaded by its rule's name
  const { program } = require(join(CORPUS, id, "app")) as { program: () => string | void };
  try {
    return program() ?? "not refused";
  } catch (error) {
    return (error as Error).message.trimEnd();
  }
}

describe("every rule refuses its wrong program, in exactly these words", () => {
  test.each(ids)("%s", (id) => {
    expect(messageOf(id)).toBe(readFileSync(join(CORPUS, id, "message.txt"), "utf8").trimEnd());
  });
});

test("every wrong program belongs to a rule", () => {
  const folders = readdirSync(CORPUS).flatMap((folder) =>
    readdirSync(join(CORPUS, folder)).map((rule) => `${folder}/${rule}`),
  );
  expect(folders.filter((id) => !ids.includes(id) || !existsSync(join(CORPUS, id, "app.ts")))).toEqual([]);
});
