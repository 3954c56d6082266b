import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../tools/files";
import { ROOT, pages, proseOf, tableOf } from "../support/docs";

const PAGE = "docs/assumed.md";
const table = tableOf(PAGE, "id");
const ids = table.map(([id]) => id);

const code = ["lib", "stacks", "rehearsal/src", "rehearsal/test", "test"].flatMap((folder) =>
  filesBelow(join(ROOT, folder)).filter((file) => /\.(?:ts|py|sh)$/.test(file) && file !== __filename),
);
const texts = [
  ...code.map((file) => readFileSync(file, "utf8")),
  ...pages()
    .filter((page) => page !== PAGE)
    .map(proseOf),
];

describe("what is assumed", () => {
  test("has an id of its own, in order, and says what breaks and what settles it", () => {
    expect(ids).toEqual(ids.map((_, index) => `A${index + 1}`));
    expect(table.filter((cells) => cells.length !== 4 || cells.some((cell) => cell === ""))).toEqual([]);
  });

  test("is marked with its id wherever it is marked", () => {
    const marks = texts.flatMap((text) =>
      (text.match(/\[assumed\b(?!\.md)[^\]]*\]/g) ?? []).map((mark) => mark.replace(/\s+(?:\* )?/g, " ")),
    );
    expect(marks.length).toBeGreaterThan(20);
    expect(marks.filter((mark) => !ids.includes(/^\[assumed (A\d+)\]$/.exec(mark)?.[1] ?? ""))).toEqual([]);
  });

  test("is named where something rests on it", () => {
    const named = new Set(texts.flatMap((text) => text.match(/\bA\d{1,2}\b/g) ?? []));
    expect(ids.filter((id) => !named.has(id))).toEqual([]);
  });
});
