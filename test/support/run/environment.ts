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

/** Node's environment, in which cdktf and constructs are loaded once a worker; the library is loaded anew by each suite. */
export default class Environment extends TestEnvironment {
  public override async setup(): Promise<void> {
    await super.setup();
    // cdktf, outside of the sandbox, reads the process's variables: the sandbox's are the same.
    Object.assign(this.global, { loadedOnce });
    this.global.process.env = process.env;
  }
}
