import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../..");
const LIBRARY = join(REPOSITORY, "lib");
const CDKTF = join(REPOSITORY, "node_modules/.bin/cdktf");

/** An app of one stack, which says what follows. */
const program = (statements: string) => `
import { App, TerraformStack } from "cdktf";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { Holding } from "${LIBRARY}";
import { RelayNamespace } from "${LIBRARY}/relay/relay-namespace";
import { refuseAtSynth } from "${LIBRARY}/core/rule";
const app = new App();
const stack = new TerraformStack(app, "retail");
new AzurermProvider(stack, "azurerm", { features: [{}] });
${statements}
app.synth();
`;

const RIGHT = program("");
const WRONG_PLAN = program('new Holding({ name: "contoso", location: "mars", tenantId: "contoso" });');
const WRONG_TREE = program(
  'refuseAtSynth(stack, () => ["[a/rule] given 1. Why. Fix.", "[another/rule] given 2. Why. Fix."]);',
);
const OTHER_ERROR = program('refuseAtSynth(stack, () => []); throw new Error("something else");');

interface Outcome {
  readonly code: number;
  readonly output: string;
}

const TSX = join(REPOSITORY, "node_modules/tsx/dist/cjs/index.cjs");
const ENVIRONMENT = { ...process.env, CHECKPOINT_DISABLE: "1", NODE_PATH: join(REPOSITORY, "node_modules") };
const THREE_SYNTHS = 300_000; // the command line takes its time on a busy machine

function run(folder: string, command: string, args: string[], more: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder, env: { ...ENVIRONMENT, ...more } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

function project(text: string, folder = mkdtempSync(join(tmpdir(), "project-"))): string {
  copyFileSync(join(REPOSITORY, "cdktf.json"), join(folder, "cdktf.json"));
  writeFileSync(join(folder, "main.ts"), text);
  return folder;
}

/** What cdktf's command line says of a program. */
const synth = (folder: string) => run(folder, CDKTF, ["synth", "--no-color", "--app", `node --require ${TSX} main.ts`]);

/** What a program says that cdktf's command line starts. */
async function underCommandLine(text: string): Promise<Outcome & { readonly shown: string[] }> {
  const folder = project(text);
  const variables = { CDKTF_OUTDIR: folder, CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true" };
  const outcome = await run(folder, process.execPath, ["--require", TSX, "main.ts"], variables);
  const manifest = join(folder, "manifest.json");
  return { ...outcome, shown: existsSync(manifest) ? shownBy(readFileSync(manifest, "utf8")) : [] };
}

interface Shown {
  readonly constructPath: string;
  readonly message: string;
  readonly stacktrace: string[];
}

function shownBy(manifest: string): string[] {
  const { stacks } = JSON.parse(manifest) as { stacks: Record<string, { annotations: Shown[] }> };
  return Object.values(stacks).flatMap(({ annotations }) =>
    annotations.flatMap(({ constructPath, message, stacktrace }) => [`${constructPath}: ${message}`, ...stacktrace]),
  );
}

const times = (text: string, output: string) => output.split(text).length - 1;

test(
  "cdktf synth says once what is refused, keeps the folders that are there, and forgets it when it is mended",
  async () => {
    const folder = project(RIGHT);
    const stacks = join(folder, "cdktf.out/stacks");
    expect((await synth(folder)).code).toBe(0);
    mkdirSync(join(stacks, "retail/.terraform"));
    const { code, output } = await synth(project(WRONG_PLAN, folder));
    expect(code).toBe(1);
    expect(times('ERROR [holding contoso]: [holding/location] given the location "mars".', output)).toBe(1);
    expect(times('ERROR [holding contoso]: [holding/tenant-id] given tenantId "contoso".', output)).toBe(1);
    expect(times("[holding/location]", output)).toBe(1);
    expect(output.match(/\bat \S.*:\d+:\d+/g)).toEqual([expect.stringContaining("main.ts:10:1")]);
    expect((await synth(project(RIGHT, folder))).code).toBe(0);
    expect(existsSync(join(stacks, "retail/.terraform"))).toBe(true);
    expect(existsSync(join(stacks, "refused"))).toBe(false);
  },
  THREE_SYNTHS,
);

test("what a stack refuses when it is synthesized is shown too, and nobody is told to skip it", async () => {
  expect(await underCommandLine(WRONG_TREE)).toEqual({
    code: 0,
    output: "",
    shown: ["retail: [a/rule] given 1. Why. Fix.", "retail: [another/rule] given 2. Why. Fix."],
  });
});

test("what no rule refuses is said as ever", async () => {
  const { code, output, shown } = await underCommandLine(OTHER_ERROR);
  expect({ code, shown }).toEqual({ code: 1, shown: [] });
  expect(output).toMatch(/Error: something else\n +at .*main.ts/);
});

test("a refusal that a program catches is the program's own affair", async () => {
  const caught = WRONG_PLAN.replace(/new Holding.*;/, 'try { $& } catch { console.log("caught"); }');
  expect(await underCommandLine(caught)).toEqual({ code: 0, output: "caught\n", shown: [] });
});
