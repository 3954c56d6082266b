import { dirname, sep } from "path";

/** One breach of one rule, and whose it is. */
export interface Refused {
  /** Path of the construct, or what of the plan it is. */
  readonly path: string;
  /** `[rule] given …`. */
  readonly violation: string;
}

/** Frames of a stack trace that are looked through for the author's own: the library's are before it. */
const FRAMES = 100;
/** Every copy of the library knows a refusal by it. */
const MARK = Symbol.for("cdktf-azure-hybrid-connectivity.Refusal");
const LIBRARY = dirname(__dirname) + sep;

/** What rules refuse, in a program of which it is known where it was given. */
export class Refusal extends Error {
  /** Whether a rule of this library, or of another copy of it, says so. */
  public static isRefusal(error: Error): error is Refusal {
    return MARK in error;
  }

  private readonly trace: { stack?: string } = {};

  constructor(public readonly refused: readonly Refused[]) {
    super(refused.map(({ path, violation }) => `${path}: ${violation}`).join("\n"));
    Object.defineProperty(this, MARK, { value: true });
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = FRAMES;
    Error.captureStackTrace(this.trace);
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** The line of the author's program that gave it, as in a stack trace; none where no file of the author's did. */
  public get place(): string | undefined {
    const [, ...frames] = (this.trace.stack ?? "").split("\n");
    return frames.find((frame) => !frame.includes(LIBRARY) && !/node:|[\\/]node_modules[\\/]/.test(frame));
  }
}
