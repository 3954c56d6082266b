import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Azbridge } from "../../lib";
import { filesBelow } from "../../tools/files";
import { ROOT } from "../support/docs";

/** Where the release is written out: for people, for other languages, and for what must not lean on the library. */
const WRITTEN = [
  "README.md",
  ...["lib", "stacks", "docs", "test", "tools", "rehearsal/src", "rehearsal/test"].flatMap((folder) =>
    filesBelow(join(ROOT, folder)),
  ),
];

describe("Azbridge", () => {
  test("has the one release that scripts, guides, examples and tests write out", () => {
    const other = WRITTEN.flatMap((file) => {
      const text = readFileSync(file.startsWith("/") ? file : join(ROOT, file), "utf8");
      const releases = [...text.matchAll(/azbridge[\W_]{0,6}v?(\d+\.\d+\.\d+)(?!\.?\d)/gi)].map(
        ([, release]) => release,
      );
      return releases.filter((release) => release !== Azbridge.VERSION).map((release) => `${file}: ${release}`);
    });
    expect(other).toEqual([]);
    expect(WRITTEN.length).toBeGreaterThan(100);
  });

  test("is written out in no program but its own and those that must not lean on the library", () => {
    const programs = WRITTEN.filter((file) => file.endsWith(".ts"));
    const holding = programs.filter((file) => readFileSync(file, "utf8").includes(Azbridge.VERSION));
    expect(holding.map((file) => relative(ROOT, file)).sort()).toEqual([
      "lib/tunnel/azbridge.ts",
      "tools/bench/handwritten.ts",
      "tools/consumer/expected.ts",
    ]);
  });
});
