import { TestEnvironment } from "jest-environment-node";

/** What every suite of a worker shares: cdktf takes longer to load than most suites to run. */
export interface LoadedOnce {
  readonly cdktf: unknown;
  readonly constructs: unknown;
}

// With every token cdktf keeps the stack that made it, and jest maps each of its lines: a fifth of the tests' time.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- exported by no package entry
(require("cdktf/lib/tokens/private/stack-trace") as { captureStackTrace: () => string[] }).captureStackTrace = () => [];

// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded here, outside of every suite's sandbox
const loadedOnce: LoadedOnce = { cdktf: require("cdktf"), constructs: require("constructs") };

/** Every token that cdktf has made in this process, each with what it stands for. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- exported by no package entry
const { TokenMap } = require("cdktf/lib/tokens/private/token-map") as {
  TokenMap: { instance(): Record<"stringTokenMap" | "numberTokenMap", Map<unknown, unknown>> };
};

/** Node's environment, in which cdktf and constructs are loaded once a worker; the library is loaded anew by each suite. */
export default class Environment extends TestEnvironment {
  private readonly variables = { ...process.env };

  public override async setup(): Promise<void> {
    // Before jest begins to note what a suite puts there, which it takes apart when the suite is over.
    Object.assign(this.global, { loadedOnce });
    this.global.process.env = process.env; // cdktf reads the process's own
    await super.setup();
  }

  /** Leaves nothing of a suite to the next one. */
  public override async teardown(): Promise<void> {
    await super.teardown();
    const { stringTokenMap, numberTokenMap } = TokenMap.instance();
    [stringTokenMap, numberTokenMap].forEach((tokens) => tokens.clear());
    Object.keys(process.env).forEach((name) => delete process.env[name]);
    Object.assign(process.env, this.variables);
  }
}
