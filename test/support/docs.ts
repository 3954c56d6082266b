import { existsSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import * as ts from "typescript";
import { filesBelow } from "../../tools/files";

export const ROOT = join(__dirname, "..", "..");

/** Written from `test/refusals`, whose programs are compiled and run where they stand. */
export const RULES_PAGE = "docs/rules.md";

const PACKAGE = "cdktf-azure-hybrid-connectivity";
const REHEARSAL = `${PACKAGE}-rehearsal`;

/** What stands between fences on a page. */
export interface Fence {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  /** A file, named behind the language: ```ts contoso-plan/index.ts */
  readonly file?: string;
  readonly text: string;
}

/** README and everything below docs, but for what `npm run docs` writes there. */
export function pages(): string[] {
  const written = ["docs/api/", RULES_PAGE];
  const below = filesBelow(join(ROOT, "docs")).map((file) => relative(ROOT, file));
  return ["README.md", ...below].filter(
    (page) => page.endsWith(".md") && !written.some((path) => page.startsWith(path)),
  );
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The page without its fences. */
export function proseOf(page: string): string {
  return textOf(page).replace(/^```[^`]*\n[\s\S]*?^```$/gm, "");
}

export function fencesOf(page: string): Fence[] {
  const text = textOf(page);
  return [...text.matchAll(/^```([\w-]*)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1],
    file: match[2],
    text: match[3],
  }));
}

export function fences(language: string): Fence[] {
  return pages()
    .flatMap(fencesOf)
    .filter((fence) => fence.language === language);
}

/** Anchors of the headings of a page, as GitHub makes them. */
export function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-"),
  );
}

/** Rows of the table whose header begins with `header`, each cell's text without what surrounds it. */
export function tableOf(page: string, header: string): string[][] {
  return tableWithHeaderOf(page, header).slice(1);
}

/** The same, and its header first. */
export function tableWithHeaderOf(page: string, header: string): string[][] {
  const lines = proseOf(page).split("\n");
  const cellsOf = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const start = lines.findIndex((line) => cellsOf(line)[0] === header);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return [lines[start], ...lines.slice(start + 2, end)].map(cellsOf);
}

/**
 * The TypeScript of README and docs as modules, by file. A fence that names a file belongs to that file, which other
 * pages import by the name of its folder, like a package; the other fences of a page are one module, in their order.
 */
export function modules(): Map<string, string> {
  const found = new Map<string, string>();
  for (const fence of fences("ts")) {
    const file = fence.file ?? fence.page.replace(/\.md$/, ".ts");
    found.set(file, `${found.get(file) ?? ""}${fence.text}\n`);
  }
  return found;
}

/** Files that are on the disk, parsed once: the library's, and its packages'. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of these modules, each message behind its file and line. */
export function diagnostics(sources: ReadonlyMap<string, string>): string[] {
  const folder = join(ROOT, "docs-as-modules"); // in memory only
  const pathOf = (file: string) => join(folder, file);
  const byPath = new Map([...sources].map(([file, text]) => [pathOf(file), text]));
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const packages = [...sources.keys()].filter((file) => file.endsWith("/index.ts"));
  const compilerOptions: ts.CompilerOptions = {
    ...options,
    incremental: false,
    tsBuildInfoFile: undefined,
    baseUrl: ROOT,
    paths: {
      [PACKAGE]: ["lib/index.ts"],
      [REHEARSAL]: ["rehearsal/src/index.ts"],
      ...Object.fromEntries(packages.map((file) => [dirname(file), [pathOf(file)]])),
    },
  };
  const host = ts.createCompilerHost(compilerOptions);
  host.readFile = (path) => byPath.get(path) ?? ts.sys.readFile(path);
  host.fileExists = (path) => byPath.has(path) || ts.sys.fileExists(path);
  host.directoryExists = (path) => path.startsWith(folder) || ts.sys.directoryExists(path);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => {
    if (byPath.has(path)) return getSourceFile(path, ...rest);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  const program = ts.createProgram([...byPath.keys()], compilerOptions, host);
  return [...byPath.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)!;
    const all = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return all.map(({ start, messageText }) => {
      const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
      return `${relative(folder, path)}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
}

/** A module that ran: what it exports, and the stacks that it synthesized, by name. */
export interface Ran {
  readonly exports: Record<string, unknown>;
  readonly stacks: ReadonlyMap<string, string>;
}

/** Runs modules, each once, its packages first; an App synthesizes into a folder of the module's own. */
export class Runner {
  private readonly ran = new Map<string, Ran>();

  constructor(private readonly sources: ReadonlyMap<string, string>) {}

  public run(file: string): Ran {
    const known = this.ran.get(file);
    if (known !== undefined) {
      return known;
    }
    const module = { exports: {} };
    const outdir = mkdtempSync(join(tmpdir(), "docs-"));
    const { outputText } = ts.transpileModule(this.sources.get(file)!, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const before = process.env.CDKTF_OUTDIR;
    const load = (name: string) => this.load(name.replace(/^\./, dirname(file)));
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that is what running a page means
    const body = new Function("module", "exports", "require", outputText);
    process.env.CDKTF_OUTDIR = outdir;
    try {
      body(module, module.exports, load);
    } finally {
      if (before === undefined) {
        delete process.env.CDKTF_OUTDIR;
      } else {
        process.env.CDKTF_OUTDIR = before;
      }
    }
    const result = { exports: module.exports, stacks: stacksIn(outdir) };
    this.ran.set(file, result);
    return result;
  }

  private load(name: string): unknown {
    const file = [`${name}/index.ts`, `${name}.ts`].find((candidate) => this.sources.has(candidate));
    if (file !== undefined) {
      return this.run(file).exports;
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the page says which
    return require(name === PACKAGE ? "../../lib" : name);
  }
}

function stacksIn(outdir: string): Map<string, string> {
  const folder = join(outdir, "stacks");
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.map((name) => [name, readFileSync(join(folder, name, "cdk.tf.json"), "utf8")]));
}
