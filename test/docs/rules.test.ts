import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "../../lib";
import { knownRules } from "../../lib/core/rule";
import { rulesPage } from "../../tools/rules-page";
import { RULES_PAGE, ROOT, anchorsOf, fencesOf } from "../support/docs";

const rules = knownRules();
const pick = (...ids: string[]) => rules.filter(({ props }) => ids.includes(props.id));

/** A corpus of wrong programs that lives as long as the test's process. */
function corpusOf(messages: Readonly<Record<string, string>>): string {
  const corpus = mkdtempSync(join(tmpdir(), "refusals-"));
  for (const [id, message] of Object.entries(messages)) {
    mkdirSync(join(corpus, id), { recursive: true });
    const program =
      'import {\n  a,\n} from "a";\nimport { b } from "b";\n\n/** Wrong. */\nexport function program() {}\n';
    writeFileSync(join(corpus, id, "app.ts"), program);
    writeFileSync(join(corpus, id, "message.txt"), `${message}\n`);
  }
  return corpus;
}

describe("docs/rules.md", () => {
  test("has a section for every rule, in order, with the message that its wrong program gets", () => {
    const anchors = rules.map(({ props: { id } }) => id.replace(/[^a-z0-9-]/g, ""));
    expect(anchorsOf(RULES_PAGE).filter((anchor) => anchors.includes(anchor))).toEqual(anchors);
    const shown = fencesOf(RULES_PAGE).filter(({ language }) => language === "text");
    const messages = rules.map(({ props: { id } }) =>
      readFileSync(join(ROOT, "test/refusals", id, "message.txt"), "utf8").trim(),
    );
    expect(shown.map(({ text }) => text.trim())).toEqual(messages);
  });
});

describe("npm run rules", () => {
  test("fails by name if a rule has no wrong program, or its program another rule's message", () => {
    const corpus = corpusOf({
      "link/tier": "Stack: [link/tier] given …",
      "tunnel/port": "program is not a function",
    });
    expect(() => rulesPage(pick("link/tier", "tunnel/port", "hub/deployer"), corpus)).toThrow(
      /^No wrong program for hub\/deployer, tunnel\/port: /,
    );
  });

  test("shows why, fix, source, the program without imports, and the message", () => {
    const page = rulesPage(pick("tunnel/port"), corpusOf({ "tunnel/port": "forward x: [tunnel/port] given port 0." }));
    const [{ props }] = pick("tunnel/port");
    expect(page.slice(page.indexOf("- tunnel:"))).toBe(
      [
        "- tunnel: [port](#tunnelport)",
        "## tunnel",
        "### tunnel/port",
        `${props.why} ${props.fix}`,
        `Source: ${props.source}.`,
        "```ts\n/** Wrong. */\nexport function program() {}\n```",
        "```text\nforward x: [tunnel/port] given port 0.\n```",
      ].join("\n\n"),
    );
  });

  test("lets no placeholder be taken for a tag of HTML", () => {
    const page = rulesPage(
      pick("holding/principal-id"),
      corpusOf({ "holding/principal-id": "[holding/principal-id]" }),
    );
    expect(page).toContain("--id \\<application ID> --query");
  });
});
