import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { CoordinationTiming, Duration } from "../../lib";
import { knownRules } from "../../lib/core/rule";
import { summary } from "../../stacks/summary";
import { filesBelow } from "../../tools/files";
import { ROOT, RULES_PAGE, anchorsOf, fencesOf, pages, proseOf, tableOf } from "../support/docs";
import { exampleStacks } from "../support/example-stacks";

const everyPage = [...pages(), ...(existsSync(join(ROOT, RULES_PAGE)) ? [RULES_PAGE] : [])];
const { app, templates } = exampleStacks();
const ruleIds = knownRules().map(({ props }) => props.id);

/** Code in the text of a page, without its backticks. */
const codeIn = (page: string) => [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);

describe.each(everyPage)("%s", (page) => {
  test("has only links that lead somewhere", () => {
    const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    const broken = targets
      .filter((target) => !/^https:\/\//.test(target))
      .filter((target) => {
        const [path, anchor] = target.split("#");
        const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
        return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
      });
    expect(broken).toEqual([]);
  });

  test("names only rules that exist", () => {
    const folders = new Set(ruleIds.map((id) => id.split("/")[0]));
    const named = codeIn(page).filter((code) => /^[a-z-]+\/[a-z0-9-]+$/.test(code) && folders.has(code.split("/")[0]));
    expect(named.filter((id) => !ruleIds.includes(id))).toEqual([]);
  });

  test("names only paths of the repository that exist", () => {
    const paths = codeIn(page).filter((code) => /^(?:lib|stacks|test|tools|docs|\.ci)\/[\w./-]*$/.test(code));
    const written = ["docs/api/", RULES_PAGE];
    expect(paths.filter((path) => !written.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe("README", () => {
  test("lists every npm script, and no other", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const listed = tableOf("README.md", "script").map(([script]) => script.replace(/^`npm (?:run )?|`$/g, ""));
    expect(listed.sort()).toEqual(Object.keys(scripts).sort());
  });

  test("shows lines as the synthesis prints them: stack, number of resources, hub", () => {
    const printed = summary(app);
    const shown = fencesOf("README.md").find(({ language }) => language === "text")!;
    expect(printed).toEqual(expect.arrayContaining(shown.text.trim().split("\n")));
    expect([app.gateways.length, app.edges.length]).toEqual([1, 1]);
    expect(proseOf("README.md")).toContain(
      `${app.hubs.length} hubs, ${app.domains.length} domains, each with what it may, a gateway and a site on Azure Stack Hub`,
    );
  });
});

describe("dbt-job.md", () => {
  const PAGE = "docs/guides/dbt-job.md";
  const scripts = filesBelow(join(ROOT, "lib/dbt/job/scripts"))
    .filter((file) => /\.(?:py|sh)$/.test(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");

  test("tells the default of every figure of the timing", () => {
    const shown = Object.fromEntries(tableOf(PAGE, "figure").map(([name, figure]) => [name.replace(/`/g, ""), figure]));
    const figures = Object.entries(CoordinationTiming.DEFAULT as unknown as Record<string, Duration | number>).map(
      ([name, figure]) => [name, typeof figure === "number" ? `${figure}` : `${figure.toSeconds()} s`],
    );
    expect(shown).toEqual(Object.fromEntries(figures));
  });

  test("quotes messages that the scripts have", () => {
    // What the scripts fill in stands between braces there, and as an ellipsis or its value here.
    const skeleton = scripts.replace(/\{[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*\}/g, "…").replace("{HOSTS}", "…");
    const quoted = tableOf(PAGE, "message").map(([message]) => message.replace(/`/g, ""));
    const parts = quoted.flatMap((message) => message.replace("/etc/hosts", "…").split("…"));
    expect(quoted.length).toBeGreaterThan(5);
    expect(parts.map((part) => part.trim()).filter((part) => !skeleton.includes(part))).toEqual([]);
  });

  test("names only variables that the library gives to the containers", () => {
    const sources = filesBelow(join(ROOT, "lib/dbt"))
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const named = codeIn(PAGE).filter((code) => /^ENV_\w+$/.test(code));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !sources.includes(name))).toEqual([]);
  });
});

describe("architecture.md", () => {
  test("lists the folders of lib in the order in which they may import", () => {
    const listed = tableOf("docs/architecture.md", "folder").map(([folder]) => folder.replace(/^`lib\/|`$/g, ""));
    const config = readFileSync(join(ROOT, "eslint.config.mjs"), "utf8");
    const [, block] = /const folders = \[([^\]]*)\]/.exec(config)!;
    const floors = [...block.matchAll(/"([\w-]+)"/g)].map(([, folder]) => folder);
    const present = readdirSync(join(ROOT, "lib"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(listed).toEqual(floors.filter((folder) => present.includes(folder)));
    expect([...listed].sort()).toEqual(present.sort());
  });

  test("shows names as the example has them", () => {
    const all = JSON.stringify([...app.node.children.map(({ node }) => node.id), ...templates.values()]);
    const shown = tableOf("docs/architecture.md", "what").map(([, , example]) => example.replace(/`/g, ""));
    expect(shown.filter((name) => !all.includes(name))).toEqual([]);
    expect(all).toContain("contoso-reta-b0tdapga-kv");
  });
});
