import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Azure } from "./azure/azure";
import { World } from "./azure/world";
import { deployerOf, giveByHand, givenByHand, stacksOf } from "./deployers";
import { imagesIn } from "./images";
import { wayOut } from "./operators";
import { PlannedHolding } from "./plan";
import { Configuration, Run, TerraformStackRun } from "./terraform";

/** A stack that is there, or about to be. */
interface Stack {
  readonly run: TerraformStackRun;
  /** What it was last given. */
  readonly json: string;
}

/** A holding as it is planned and synthesized now. */
export interface Synthesized {
  readonly holding: PlannedHolding;
  /** Folder with its stacks, `cdktf.out`. */
  readonly outdir: string;
  /** Changes a stack's JSON on its way to Terraform. */
  readonly change?: (configuration: Configuration, stackName: string) => void;
  /** Value of a variable that a stack wants to be given. */
  readonly valueOf: (variable: string) => string;
}

/** Stacks that change from synthesis to synthesis, in one Azure; as everything is now it can be put back. */
export class Deployment {
  public readonly azure = new Azure();
  private readonly states: string;
  private stacks: ReadonlyMap<string, Stack> = new Map();
  private readonly given = new Set<string>();
  private kept = 0;

  /** @param workspace folder for states, and for copies of them. */
  constructor(private readonly workspace: string) {
    this.states = join(workspace, "states");
  }

  public get world(): World {
    return this.azure.world;
  }

  /** Names of the stacks that are there, or about to be. */
  public get names(): string[] {
    return [...this.stacks.keys()];
  }

  /** The stack of this name, with Terraform ready to run it. @throws where there is none */
  public stack(stackName: string): TerraformStackRun {
    const known = this.stacks.get(stackName);
    if (known === undefined) {
      throw new Error(`There is no stack ${stackName}; there are ${this.names.join(", ")}.`);
    }
    return known.run;
  }

  /**
   * Stacks become what is synthesized, their images are pushed, and who deploys them has what is given by hand; nothing is
   * deployed yet. A stack that is no longer synthesized stays as it is. Gives back the names of those that are new, or
   * others than before, in the order in which they are deployed.
   */
  public become({ holding, outdir, change = () => undefined, valueOf }: Synthesized): string[] {
    const news = givenByHand(holding).filter((one) => !this.given.has(JSON.stringify(one)));
    news.forEach((one) => this.given.add(JSON.stringify(one)));
    giveByHand(this.world, news);
    const stacks = new Map(this.stacks);
    const changed = stacksOf(holding).filter((plan) => {
      const { stackName } = plan;
      const file = join(outdir, "stacks", stackName, "cdk.tf.json");
      const configuration = JSON.parse(readFileSync(file, "utf8")) as Configuration;
      change(configuration, stackName);
      const json = JSON.stringify(configuration);
      const known = stacks.get(stackName);
      if (known?.json === json) {
        return false;
      }
      imagesIn(configuration).forEach((image) => this.world.pushImage(image));
      const run = known?.run ?? new TerraformStackRun(this.states, stackName, file, this.azure, deployerOf(plan));
      run.change((before) => replace(before, configuration));
      stacks.set(stackName, { run, json });
      return true;
    });
    this.stacks = stacks;
    stacksOf(holding).forEach(({ stackName }) => {
      const run = this.stack(stackName);
      run.wantedVariables.forEach((variable) => run.set(variable, valueOf(variable)));
    });
    return changed.map(({ stackName }) => stackName);
  }

  /** Applies a stack, which is initialized before where it never was. */
  public async apply(stackName: string): Promise<Run> {
    const run = this.stack(stackName);
    const begun = run.stateText() === "" ? await run.init() : undefined;
    return begun !== undefined && begun.code !== 0 ? begun : run.apply();
  }

  /** Takes a stack away; where that succeeds it is known no more. */
  public async takeAway(stackName: string): Promise<Run> {
    const run = await this.stack(stackName).destroy();
    if (run.code === 0) {
      this.stacks = new Map([...this.stacks].filter(([name]) => name !== stackName));
    }
    return run;
  }

  /** People register the nodes that are planned and not there yet. */
  public registerNodes({ hubPlans }: PlannedHolding): void {
    hubPlans.forEach((hub) =>
      hub.runtimes
        .filter(({ runtimeId }) => this.world.find(runtimeId) !== undefined)
        .forEach(({ runtimeId, nodes }) =>
          nodes
            .filter(({ name }) => !this.world.nodes(runtimeId).includes(name))
            .forEach(({ name, siteName }) => this.azure.registerNode(runtimeId, name, wayOut(hub, siteName))),
        ),
    );
  }

  /** What is refused of the pipelines that these stacks have made, each run once, jobs included. */
  public refusedRuns(stackNames: readonly string[]): string[] {
    return stackNames.flatMap((stackName) =>
      this.azure
        .pipelinesOf(stackName)
        .flatMap((id) => this.azure.whyNot(() => this.azure.run(id, { stackName })) ?? []),
    );
  }

  /** Remembers how everything is; what it returns puts it back, any number of times. */
  public keep(): () => void {
    const putBack = this.world.snapshot();
    const { stacks } = this;
    const copy = join(this.workspace, `kept-${(this.kept += 1)}`);
    if (existsSync(this.states)) {
      cpSync(this.states, copy, { recursive: true });
    }
    return () => {
      putBack();
      rmSync(this.states, { recursive: true, force: true });
      if (existsSync(copy)) {
        cpSync(copy, this.states, { recursive: true });
      }
      this.stacks = stacks;
      stacks.forEach(({ run, json }) => run.change((now) => replace(now, JSON.parse(json) as Configuration)));
    };
  }
}

function replace(configuration: Configuration, other: Configuration): void {
  Object.keys(configuration).forEach((block) => delete configuration[block]);
  Object.assign(configuration, other);
}
