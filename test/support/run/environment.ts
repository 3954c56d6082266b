import { TestEnvironment } from "jest-environment-node";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- its types are for another resolution of modules
const { require: load } = require("tsx/cjs/api") as { require: (path: string, from: string) => unknown };

/** What cdktf keeps of its tokens; exported by no package entry. */
interface Internals {
  readonly stackTrace: { captureStackTrace: () => string[] };
  readonly tokens: { TokenMap: { instance(): Record<"stringTokenMap" | "numberTokenMap", Map<unknown, unknown>> } };
}

const loadOnce = (path: string): unknown => load(path, __filename);

// Not at import: what is loaded then, jest transforms. cdktf first, whose modules require each other in a circle.
function internals(): Internals {
  loadOnce("cdktf");
  return {
    stackTrace: loadOnce("cdktf/lib/tokens/private/stack-trace") as Internals["stackTrace"],
    tokens: loadOnce("cdktf/lib/tokens/private/token-map") as Internals["tokens"],
  };
}

/** Node's environment, in which every suite of a worker is given the same library and packages (`load-once.cjs`). */
export default class Environment extends TestEnvironment {
  private readonly variables = { ...process.env };

  public override async setup(): Promise<void> {
    // With every token cdktf keeps the stack that made it, and jest maps each of its lines: a fifth of the tests' time.
    internals().stackTrace.captureStackTrace = () => [];
    // Before jest begins to note what a suite puts there, which it takes apart when the suite is over.
    Object.assign(this.global, { loadOnce });
    this.global.process.env = process.env; // cdktf reads the process's own
    await super.setup();
  }

  /** Leaves nothing of a suite to the next one: no token that cdktf has made, no variable. */
  public override async teardown(): Promise<void> {
    await super.teardown();
    const { stringTokenMap, numberTokenMap } = internals().tokens.TokenMap.instance();
    [stringTokenMap, numberTokenMap].forEach((tokens) => tokens.clear());
    Object.keys(process.env).forEach((name) => delete process.env[name]);
    Object.assign(process.env, this.variables);
  }
}
