import { existsSync, mkdirSync, readFileSync, writeFileSync } from "fs";
import { join } from "path";
import { AnnotationMetadataEntryType, Manifest } from "cdktf";
import { Refusal, Refused } from "./refusal";

/** Whither cdktf's command line wants stacks written. */
const OUTDIR = "CDKTF_OUTDIR";

/** By this variable it says that it shows error annotations itself. Source: cdktf, App. */
const SHOWS_ANNOTATIONS = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";

/** The stack that stands for a program that was refused; it has nothing in it. */
const NAME = "refused";

/** What cdktf's manifest says of a stack, as far as it matters here. */
interface ListedStack {
  readonly synthesizedStackPath: string;
}

interface ListedStacks {
  readonly version?: string;
  readonly stacks: Readonly<Record<string, ListedStack>>;
}

let listening = false;

/**
 * Lets cdktf's command line say once, and without a stack trace, what ends the program: it repeats all that a program
 * that fails has written, and shows once what the manifest says of errors. Elsewhere it does nothing.
 */
export function tellOnce(): void {
  const outdir = process.env[OUTDIR];
  if (outdir !== undefined && process.env[SHOWS_ANNOTATIONS] !== undefined && !listening) {
    listening = true;
    process.on("uncaughtExceptionMonitor", (error) => {
      const refused = refusedIn(error);
      if (refused.length > 0) {
        writeManifest(outdir, refused, Refusal.isRefusal(error) ? error.place : undefined);
        process.exit(0);
      }
    });
  }
}

/** What rules refuse by this error: at once, or when cdktf validates a stack. */
function refusedIn(error: Error): readonly Refused[] {
  if (Refusal.isRefusal(error)) {
    return error.refused;
  }
  const [head, ...lines] = error.message.split("\n");
  return head === "Validation failed with the following errors:"
    ? lines.flatMap((line) => {
        const [, path, violation] = /^ {2}\[([^\]]*)\] (.+)$/.exec(line) ?? [];
        return path === undefined ? [] : [{ path, violation }];
      })
    : [];
}

/** Beside the stacks of before, whose folders the command line would else delete, with the versions that Terraform locked. */
function writeManifest(outdir: string, refused: readonly Refused[], place: string | undefined): void {
  const folder = join(Manifest.stacksFolder, NAME);
  const [file, metadata] = ["cdk.tf", Manifest.stackMetadataPath].map((name) => join(folder, name));
  const manifest = join(outdir, Manifest.fileName);
  const { version, stacks } = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, "utf8")) as ListedStacks)
    : { stacks: {} };
  const kept = Object.entries(stacks).filter(([, stack]) => existsSync(join(outdir, stack.synthesizedStackPath)));
  mkdirSync(join(outdir, folder), { recursive: true });
  writeFileSync(join(outdir, file), "");
  writeFileSync(join(outdir, metadata), JSON.stringify({ "//": { metadata: {} }, terraform: {} }));
  const entry = {
    name: NAME,
    constructPath: NAME,
    workingDirectory: folder,
    synthesizedStackPath: file,
    stackMetadataPath: metadata,
    dependencies: [],
    annotations: refused.map(({ path, violation }, index) => ({
      constructPath: path,
      level: AnnotationMetadataEntryType.ERROR,
      message: violation,
      stacktrace: place === undefined || index < refused.length - 1 ? [] : [place],
    })),
  };
  const before = kept.map(([name, stack]): [string, object] => [name, { ...stack, annotations: [] }]);
  writeFileSync(manifest, JSON.stringify({ version, stacks: { ...Object.fromEntries(before), [NAME]: entry } }));
}
