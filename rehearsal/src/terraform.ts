import { ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Azure } from "./azure/azure";
import { Deployer } from "./provider/deployer";
import { Needed, startProviders } from "./provider/server";
import { PROVIDERS } from "./schema/provider-schema";

/** What one run of Terraform said. */
export interface Run {
  readonly command: string;
  readonly code: number;
  readonly output: string;
  /** Real seconds. */
  readonly seconds: number;
}

/** A change that Terraform plans. */
export interface PlannedChange {
  readonly address: string;
  /** `create`, `update`, `delete`; a replacement is two of them. */
  readonly actions: readonly string[];
}

/** Says where to get Terraform. */
export class TerraformMissing extends Error {
  constructor() {
    super(
      "terraform is not on PATH. It is one file: https://developer.hashicorp.com/terraform/install, " +
        "macOS: `brew install hashicorp/tap/terraform`, Windows: `winget install Hashicorp.Terraform`. 1.11 or later.",
    );
  }
}

/** Many at once: what should have waited for something else overtakes it. */
const PARALLELISM = "-parallelism=64";

export const CHANGES = 2; // `terraform plan -detailed-exitcode`

/** Each Terraform lives for less than a second: it collects no garbage, which would cost a fifth of that, but beyond this. */
const GARBAGE = { GOGC: "off", GOMEMLIMIT: "512MiB" };

/** Where Terraform keeps it by itself. */
const STATE = "terraform.tfstate";
const PLAN = "plan.tfplan";

/** A synthesized stack in a new working directory of its own, which real Terraform applies to an in-memory Azure. */
export class TerraformStackRun {
  private readonly folder: string;
  /** What Terraform reads; change it by {@link TerraformStackRun.change}. */
  public readonly configuration: Configuration;
  private readonly variables: Record<string, string> = {};
  private running?: ChildProcess;

  /**
   * @param workspace folder for states and plans, one subfolder per stack.
   * @param configurationFile `cdk.tf.json`. Its backend is taken out: states stay in the workspace.
   */
  constructor(
    workspace: string,
    public readonly stackName: string,
    configurationFile: string,
    private readonly azure: Azure,
    private readonly deployer: Deployer,
  ) {
    this.folder = join(workspace, stackName);
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    this.configuration = JSON.parse(readFileSync(configurationFile, "utf8")) as Configuration;
    this.write(this.configuration);
  }

  /** The variables that the stack wants to be given. */
  public get wantedVariables(): string[] {
    const declared = Object.entries(this.configuration.variable ?? {});
    return declared.filter(([, { default: value }]) => value === undefined).map(([name]) => name);
  }

  /** Values of its sensitive variables, by name. */
  public get sensitiveValues(): ReadonlyMap<string, string> {
    const declared = this.configuration.variable ?? {};
    return new Map(Object.entries(this.variables).filter(([name]) => declared[name]?.sensitive === true));
  }

  /** Gives one of its variables a value. */
  public set(variable: string, value: string): void {
    this.variables[variable] = value;
  }

  /** Changes what Terraform reads, as an edit of the stack would. */
  public change(edit: (configuration: Configuration) => void): void {
    edit(this.configuration);
    this.write(this.configuration);
  }

  /**
   * Fails, with nothing run, where the stack needs a provider that the rehearsal does not serve. What is served needs no
   * installation: Terraform does the rest without it, too.
   */
  public init(): Promise<Run> {
    const missing = this.requiredProviders.filter((name) => !PROVIDERS.includes(name));
    const served = PROVIDERS.join(", ");
    const output = `The rehearsal serves ${served}; the stack also needs ${missing.join(", ")}.`;
    return missing.length > 0
      ? Promise.resolve({ command: "init", code: 1, output, seconds: 0 })
      : this.run("init", "-input=false");
  }

  public validate(): Promise<Run> {
    return this.run("validate");
  }

  /** Plans and applies, in one go. */
  public apply(): Promise<Run> {
    return this.run("apply", "-input=false", PARALLELISM, "-auto-approve");
  }

  /** Plans; its code is 2 when there is anything to do. */
  public plan(...options: readonly string[]): Promise<Run> {
    return this.run("plan", "-input=false", PARALLELISM, "-detailed-exitcode", `-out=${PLAN}`, ...options);
  }

  /** The last plan, as it is saved. */
  public savedPlan(): Buffer {
    return readFileSync(join(this.folder, PLAN));
  }

  /** The last plan, or what is remembered, as Terraform shows it to people. */
  public shown(what: "plan" | "state" = "plan"): Promise<Run> {
    return this.run("show", ...(what === "plan" ? [PLAN] : []));
  }

  /** Applies the last plan. */
  public applyPlan(): Promise<Run> {
    return this.run("apply", "-input=false", PARALLELISM, PLAN);
  }

  /** What a plan would change. */
  public async changes(): Promise<PlannedChange[]> {
    const planned = await this.plan();
    if (planned.code !== 0 && planned.code !== CHANGES) {
      throw new Error(planned.output);
    }
    const { output } = await this.run("show", "-json", PLAN);
    const { resource_changes: all = [] } = JSON.parse(output) as {
      resource_changes?: { address: string; change: { actions: string[] } }[];
    };
    return all
      .map(({ address, change }) => ({ address, actions: change.actions }))
      .filter(({ actions }) => !["no-op", "read"].includes(actions[0]));
  }

  /** What Terraform remembers, as it is written. */
  public stateText(): string {
    const file = join(this.folder, STATE);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  public destroy(): Promise<Run> {
    return this.run("destroy", "-input=false", PARALLELISM, "-auto-approve");
  }

  /** Takes something that exists into the stack. */
  public import(address: string, id: string): Promise<Run> {
    return this.run("import", "-input=false", address, id);
  }

  /** Marks something as not whole, so that the next apply replaces it: as a create that failed does. */
  public taint(address: string): Promise<Run> {
    return this.run("taint", address);
  }

  /** Says of something that it is whole. */
  public untaint(address: string): Promise<Run> {
    return this.run("untaint", address);
  }

  /** Kills what is running, with whatever is in flight. */
  public kill(): void {
    this.running?.kill("SIGKILL");
  }

  /** Interrupts what is running, as Ctrl+C does. */
  public interrupt(): void {
    this.running?.kill("SIGINT");
  }

  private write(configuration: Configuration): void {
    const terraform = { ...configuration.terraform, backend: undefined };
    // In lines, since Terraform shows the line in which something is wrong.
    writeFileSync(join(this.folder, "cdk.tf.json"), JSON.stringify({ ...configuration, terraform }, undefined, 2));
  }

  private async run(command: string, ...args: string[]): Promise<Run> {
    const providers = await startProviders(this.azure, this.deployer, this.needed());
    try {
      return await this.spawn([command, ...args], providers.environment);
    } finally {
      providers.close();
    }
  }

  private get requiredProviders(): string[] {
    return Object.keys(this.configuration.terraform?.required_providers ?? {});
  }

  /** What the stack has, or had when it was last applied. */
  private needed(): Needed {
    const { resource = {}, data = {}, ephemeral = {} } = this.configuration;
    const written = this.stateText(); // empty where Terraform was killed at it
    const state = written === "" ? {} : (JSON.parse(written) as State);
    const types = [
      ...[resource, data, ephemeral].flatMap(Object.keys),
      ...(state.resources ?? []).map(({ type }) => type),
    ];
    const providers = [...this.requiredProviders, ...types.map((type) => type.split("_")[0])];
    return { types: new Set(types), providers: PROVIDERS.filter((name) => providers.includes(name)) };
  }

  private spawn(args: string[], reattach: Readonly<Record<string, string>>): Promise<Run> {
    const started = performance.now();
    const noColor = args.includes("-json") ? [] : ["-no-color"];
    const configFile = join(this.folder, ".terraformrc");
    writeFileSync(configFile, "");
    return new Promise((resolve, reject) => {
      const child = spawn("terraform", [args[0], ...noColor, ...args.slice(1)], {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...GARBAGE,
          ...withoutTerraform(process.env),
          ...reattach,
          ...Object.fromEntries(Object.entries(this.variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
          CHECKPOINT_DISABLE: "1",
          TF_IN_AUTOMATION: "1",
          TF_CLI_CONFIG_FILE: configFile,
        },
      });
      this.running = child;
      const unwatch = child.pid === undefined ? () => undefined : this.azure.world.clock.watch(child.pid);
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.on("error", (error: NodeJS.ErrnoException) =>
        reject(error.code === "ENOENT" ? new TerraformMissing() : error),
      );
      child.on("close", (code) => {
        unwatch();
        resolve({ command: args[0], code: code ?? 1, output, seconds: (performance.now() - started) / 1000 });
      });
    });
  }
}

/** Of what Terraform remembers. */
interface State {
  readonly resources?: readonly { readonly type: string }[];
}

/** What Terraform reads. */
export interface Configuration {
  terraform?: Record<string, unknown>;
  variable?: Record<string, { default?: unknown; sensitive?: boolean }>;
  resource?: Record<string, Record<string, Record<string, unknown>>>;
  data?: Record<string, Record<string, Record<string, unknown>>>;
  ephemeral?: Record<string, Record<string, Record<string, unknown>>>;
  [block: string]: unknown;
}

/** Addresses of what a stack makes. */
export function addressesOf({ resource = {} }: Configuration): string[] {
  return Object.entries(resource).flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`));
}

/** A rehearsal is not swayed by what else Terraform is told on this machine. */
function withoutTerraform(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:TF|ARM)_/.test(name)));
}
