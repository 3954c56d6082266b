import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Azure } from "./azure/azure";
import { AzureEvent, lineOf } from "./azure/event-log";
import { accessTo, deployerOf, giveByHand, givenByHand } from "./deployers";
import { imagesIn } from "./images";
import { operate, wayOut } from "./operators";
import { OutsideTypes, leaveOut, serveOutside } from "./outside";
import { PlannedDomain, PlannedHolding, PlannedHub, PlannedStack } from "./plan";
import { Finder, Found } from "./secrets/finder";
import { madeUp, secretsIn, shownOf } from "./secrets/secrets";
import { World } from "./azure/world";
import { severalAtOnce } from "./several";
import { Configuration, Run, TerraformStackRun } from "./terraform";

/** What went wrong with a stack. */
export interface Failure {
  /** `init`, `validate`, `apply`, `plan again`, `on site` (of a hub), `run pipelines` or `destroy`. */
  readonly step: string;
  /** Ids of the rules by which Azure refused, in their order; none where Terraform itself was not content. */
  readonly refusals: readonly string[];
  /** What Terraform said, from its first error on. */
  readonly output: string;
}

/** How a stack fared. */
export interface StackResult {
  readonly stackName: string;
  /** Virtual seconds in which it has waited for rights, since the beginning. */
  readonly waited: number;
  /** Real seconds by step, in the order of the steps. */
  readonly steps: readonly { readonly step: string; readonly seconds: number }[];
  /** What was done to its resources, a line each, in the order in which it was done. */
  readonly order: readonly string[];
  readonly failure?: Failure;
}

/** What to rehearse. */
export interface RehearsalProps {
  readonly holding: PlannedHolding;
  /** Stacks that the holding does not plan, each with who deploys it and the hub that it needs. */
  readonly others?: readonly PlannedStack[];
  /** Folder with the synthesized stacks, `cdktf.out`. */
  readonly outdir: string;
  /** Folder for states and plans. */
  readonly workspace: string;
  /**
   * Which stacks, as globs; all that are synthesized when left out. Hubs that these need, and what their domains may, come
   * first, asked for or not.
   */
  readonly stacks?: readonly string[];
  /**
   * Makes the app of another team's stacks, which synthesizes to this folder: the hubs, and what domains may. From it comes
   * whatever of these is needed and is not in `outdir`; it is deployed before, and stays. A `PlatformApp` of the library
   * has them as they are planned.
   */
  readonly platform?: Platform;
  /** Values of the stacks' variables; whatever is not here is made up, which only texts can be. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Types that the stacks have and the rehearsal does not know. */
  readonly outside?: OutsideTypes;
  /** How many stacks at a time; twice the processors when left out. */
  readonly atOnce?: number;
  /** Is told what goes on, line by line. */
  readonly tell?: (line: string) => void;
}

/** Makes an app that is synthesized to this folder. */
export type Platform = (outdir: string) => { synth(): void };

/** A stack keeps a processor busy for half of its time: it waits for Azure as well. */
export const AT_ONCE = 2 * availableParallelism();

/** Virtual seconds until somebody comes for whom nobody waits, such as who installs things on site. */
const LATER_SECONDS = 3600;

/** Names of the hubs that a stack needs: its own, and those of who gives it data. */
function hubsNeededBy({ hub, takenHandoffs = [] }: PlannedStack): string[] {
  return [hub, ...takenHandoffs.map(({ provider }) => provider.hub)].flatMap((one) => one?.stackName ?? []);
}

/**
 * Names of the domains without whose rights a stack can do nothing: itself, who gives it data, and what the same deployer
 * deploys, since what that may do on a hub is given once.
 */
export function domainsNeededBy({ stackName, hub, deployer, takenHandoffs = [] }: PlannedStack): string[] {
  const same = (hub?.domains ?? []).filter((other) => other.deployer?.principalId === deployer?.principalId);
  return [stackName, ...[...takenHandoffs.map(({ provider }) => provider), ...same].map((one) => one.stackName)];
}

/** Says which stacks there are, where none of those that were asked for is among them. */
export class NothingToRehearse extends Error {}

/**
 * Deploys a holding as people would: hubs, what domains may, nodes on premises, then the rest; at the end takes everything
 * down. No time passes in between but that which the stacks themselves wait.
 */
export class Rehearsal {
  public readonly azure = new Azure();
  private readonly tell: (line: string) => void;
  private readonly plans: ReadonlyMap<string, PlannedStack>;
  private readonly runs = new Map<string, TerraformStackRun>();
  /** What is there without any stack, and no stack takes away. */
  private readonly foreign = new Set<string>();
  /** Finds every secret that there has been. */
  private readonly secrets = new Finder();
  /** Where other teams' stacks are synthesized, where any is needed. */
  private readonly platformDir: string;

  constructor(private readonly props: RehearsalProps) {
    const { hubPlans, domainPlans } = props.holding;
    const accesses = domainPlans.map(accessTo);
    this.tell = props.tell ?? (() => undefined);
    this.platformDir = join(props.workspace, "platform");
    serveOutside(props.outside ?? {});
    this.plans = new Map([...hubPlans, ...accesses, ...this.afterHubs].map((plan) => [plan.stackName, plan]));
    giveByHand(this.world, givenByHand(props.holding, props.others));
  }

  /** All that there is in Azure. */
  public get world(): World {
    return this.azure.world;
  }

  /** Synthesized stacks that the globs name and that come after the hubs: domains, gateways, others. */
  public get dependents(): PlannedStack[] {
    return this.afterHubs.filter((plan) => this.wanted(plan));
  }

  /** Domains whose rights the globs name, or that something needs. */
  public get admitted(): PlannedDomain[] {
    const needed = new Set(this.dependents.flatMap(domainsNeededBy));
    return this.props.holding.domainPlans.filter(
      (domain) => needed.has(domain.stackName) || this.wanted({ stackName: domain.accessStackName }),
    );
  }

  /** Of these, the stacks that are synthesized here. */
  public get accesses(): PlannedStack[] {
    return this.admitted.map(accessTo).filter((plan) => this.isOurs(plan));
  }

  /** Hubs that the globs name, or that something needs. */
  public get hubs(): PlannedHub[] {
    const needed = new Set([...this.dependents, ...this.admitted.map(accessTo)].flatMap(hubsNeededBy));
    return this.props.holding.hubPlans.filter((hub) => this.wanted(hub) || needed.has(hub.stackName));
  }

  /** The stack of this name, with Terraform ready to run it. */
  public stack(stackName: string): TerraformStackRun {
    const known = this.runs.get(stackName) ?? this.prepare(stackName);
    this.runs.set(stackName, known);
    return known;
  }

  /** The stack of this name as if it had never been applied. */
  public freshStack(stackName: string): TerraformStackRun {
    this.runs.delete(stackName);
    return this.stack(stackName);
  }

  /**
   * The whole rehearsal; every failure is in the results, none stops it.
   *
   * @throws where a stack is synthesized that nobody plans, or nobody is planned to deploy, and where no stack is.
   */
  public async run(): Promise<StackResult[]> {
    const { hubs, accesses, dependents } = this;
    this.world.all.forEach(({ id }) => this.foreign.add(id));
    const ours = hubs.filter((hub) => this.isOurs(hub));
    this.assertPlanned();
    [...ours, ...accesses, ...dependents].forEach((plan) => deployerOf(plan));
    hubs
      .filter((hub) => !this.named(hub.stackName))
      .forEach((hub) => {
        const needing = [...accesses, ...dependents].filter((plan) => hubsNeededBy(plan).includes(hub.stackName));
        this.tell(`${hub.stackName} is needed by ${needing.map(({ stackName }) => stackName).join(", ")}`);
      });
    const results = await this.standOn(hubs);
    results.push(...(await this.each(ours, (name) => this.deploy(name))));
    results.push(...(await this.standOn(this.admitted.map(accessTo))));
    results.push(...(await this.each(accesses, (name) => this.deploy(name))));
    if (this.admitted.length === 0) {
      this.world.clock.advance(LATER_SECONDS); // there is no apply that ends only when rights count
    }
    results.push(
      ...(await this.onSiteOf(hubs, results)),
      ...(await this.each(dependents, (name) => this.deploy(name))),
    );
    const begun = new Set(results.filter(({ failure }) => failure?.step !== "init").map(({ stackName }) => stackName));
    for (const plans of [dependents, accesses, ours]) {
      const there = plans.filter(({ stackName }) => begun.has(stackName));
      results.push(...(await this.each(there, (name) => this.takeDown(name))));
    }
    const left = this.world.all.map(({ id }) => id).filter((id) => !this.foreign.has(id));
    const failure = { step: "destroy", refusals: [], output: left.join("\n") };
    return left.length === 0
      ? results
      : [...results, { stackName: "left over", waited: 0, steps: [], order: [], failure }];
  }

  /** Deploys one stack: the second plan must find nothing to do. */
  public async deploy(stackName: string): Promise<StackResult> {
    const stack = this.stack(stackName);
    const hasPipelines = /azurerm_data_factory_pipeline|factories\/pipelines@/i.test(
      JSON.stringify(stack.configuration.resource),
    );
    return this.steps(stackName, [
      ["init", () => stack.init()],
      ["validate", () => stack.validate()],
      ["apply", () => stack.apply()],
      ["plan again", () => stack.plan()],
      ["secrets", () => Promise.resolve(this.searched(stack))],
      ...(hasPipelines ? [["run pipelines", () => Promise.resolve(this.runPipelines(stackName))] as const] : []),
    ]);
  }

  /** Looks for secrets where nobody may see any: in what is synthesized, and in what Azure shows of what it has made. */
  private searched(stack: TerraformStackRun): Run {
    const started = performance.now();
    const { stackName } = stack;
    const made = new Set(this.world.events.all.filter((event) => event.stack === stackName).map(({ id }) => id));
    const shown = this.world.all
      .filter(({ id }) => made.has(id))
      .flatMap((resource) =>
        this.secrets.in(shownOf(resource)).map((found) => leaked(`Azure shows in ${resource.id}`, found)),
      );
    const synthesized = this.secrets
      .in(JSON.stringify(stack.configuration))
      .map((found) => leaked("the synthesized stack holds", found));
    return asked("secrets", [...synthesized, ...shown], started);
  }

  /** From now on whatever is a secret by now is looked for, in Azure and of what a stack is given. */
  private remember(stackName: string): void {
    const given = [...this.stack(stackName).sensitiveValues].map(([name, value]) => ({
      what: `variable ${name}`,
      value,
    }));
    this.secrets.add([...secretsIn(this.world), ...given]);
  }

  /** Every pipeline that a stack has made, as its trigger or somebody would run it. */
  public runPipelines(stackName: string): Run {
    const started = performance.now();
    const refused = this.azure
      .pipelinesOf(stackName)
      .flatMap((id) => this.azure.whyNot(() => this.azure.run(id, { stackName })) ?? []);
    return asked("run", refused, started);
  }

  /**
   * What people do between the hubs and the rest: nodes are registered, secrets and images put in their places, and the
   * sites' operators do their part with each hub that is synthesized here.
   */
  public onSite(hubs: readonly PlannedHub[] = this.hubs): Run {
    const started = performance.now();
    const lines = [
      ...hubs.flatMap((hub) => [...this.registerNodes(hub), ...this.putSecrets(hub)]),
      ...this.pushImages(),
    ];
    const there = hubs.filter((hub) => this.isOurs(hub) && this.world.find(hub.keyVaultId) !== undefined);
    const deeds = there.flatMap((hub) => operate(this.azure, hub));
    const done = deeds.filter(({ refused }) => refused === undefined).map(({ what }) => what);
    [...lines, ...done].forEach((line) => this.tell(`  ${line}`));
    return asked(
      "on site",
      deeds.flatMap(({ what, refused }) => (refused === undefined ? [] : `${what}: ${refused}`)),
      started,
    );
  }

  /**
   * Deploys those of these stacks that are not synthesized here, as the team does to which they belong; what they make
   * stays. Results are of what failed.
   *
   * @throws where there are such stacks, and nobody says what they are.
   */
  public async standOn(plans: readonly { readonly stackName: string }[]): Promise<StackResult[]> {
    const theirs = plans.filter((plan) => !this.isOurs(plan));
    this.synthesizePlatform(theirs);
    const names = theirs.map(({ stackName }) => stackName);
    const before = new Set(this.world.all.map(({ id }) => id));
    const results = await severalAtOnce(this.atOnce, names, async (name) => {
      this.tell(`${name} is not synthesized here: deployed as planned`);
      const stack = this.stack(name);
      const result = await this.steps(name, [
        ["init", () => stack.init()],
        ["apply", () => stack.apply()],
      ]);
      return result.failure === undefined ? [] : [this.told(result)];
    });
    this.world.all.filter(({ id }) => !before.has(id)).forEach(({ id }) => this.foreign.add(id));
    return results.flat();
  }

  /** Destroys one stack. */
  public takeDown(stackName: string): Promise<StackResult> {
    return this.steps(stackName, [["destroy", () => this.stack(stackName).destroy()]]);
  }

  /** Runs some stacks, several at a time; their results are in the order of the plans. */
  private each(
    plans: readonly { readonly stackName: string }[],
    run: (stackName: string) => Promise<StackResult>,
  ): Promise<StackResult[]> {
    return severalAtOnce(this.atOnce, plans, async ({ stackName }) => this.told(await run(stackName)));
  }

  private get atOnce(): number {
    return this.props.atOnce ?? AT_ONCE;
  }

  /** The same, hub by hub, as a step of each; of a hub that failed, or is another team's, it is no result. */
  private async onSiteOf(hubs: readonly PlannedHub[], deployed: readonly StackResult[]): Promise<StackResult[]> {
    const results: StackResult[] = [];
    for (const hub of hubs) {
      const { stackName } = hub;
      this.tell(`on site, for ${stackName}`);
      const result = await this.steps(stackName, [["on site", () => Promise.resolve(this.onSite([hub]))]]);
      if (deployed.some((other) => other.stackName === stackName && other.failure === undefined)) {
        results.push(this.told(result));
      }
    }
    return results;
  }

  private isOurs({ stackName }: { readonly stackName: string }): boolean {
    return existsSync(fileIn(this.props.outdir, stackName));
  }

  private fileOf(stackName: string): string {
    return fileIn(this.isOurs({ stackName }) ? this.props.outdir : this.platformDir, stackName);
  }

  private synthesizePlatform(theirs: readonly { readonly stackName: string }[]): void {
    const missing = (): string[] =>
      theirs.map(({ stackName }) => stackName).filter((name) => !existsSync(this.fileOf(name)));
    const { platform } = this.props;
    if (missing().length > 0) {
      mkdirSync(this.platformDir, { recursive: true });
      platform?.(this.platformDir).synth();
    }
    if (missing().length > 0) {
      const fix =
        "Give `platform` the app of who deploys it, such as `(outdir) => new PlatformApp(holding, { outdir })`.";
      throw new Error(`${missing().join(", ")}: needed, and not synthesized. ${fix}`);
    }
  }

  private assertPlanned(): void {
    const folder = join(this.props.outdir, "stacks");
    const all = existsSync(folder) ? readdirSync(folder) : [];
    const asked = all.filter((stackName) => this.named(stackName));
    if (asked.length === 0) {
      const there = all.length === 0 ? `There is none in ${folder}.` : `There are: ${all.join(", ")}.`;
      throw new NothingToRehearse(`No stack to rehearse matches ${this.globs}. ${there}`);
    }
    const unknown = asked.filter((stackName) => !this.plans.has(stackName));
    if (unknown.length > 0) {
      throw new Error(`${unknown.join(", ")}: nobody plans it, so nobody knows who deploys it. Name it in \`others\`.`);
    }
  }

  private get afterHubs(): PlannedStack[] {
    const { holding, others = [] } = this.props;
    return [...holding.domainPlans, ...(holding.gatewayPlans ?? []), ...others];
  }

  /** The nodes that are planned; where another team sees to the hub, a runtime has one though the plan names none. */
  private registerNodes(hub: PlannedHub): string[] {
    const unplanned = this.isOurs(hub) ? [] : [{ name: "A-NODE", siteName: undefined }];
    return hub.runtimes
      .filter(({ runtimeId }) => this.world.find(runtimeId) !== undefined)
      .flatMap(({ runtimeId, runtimeName, nodes }) =>
        (nodes.length > 0 ? nodes : unplanned).map(({ name, siteName }) => {
          this.azure.registerNode(runtimeId, name, wayOut(hub, siteName));
          return `${name} registered with ${runtimeName}`;
        }),
      );
  }

  /** Every image that is run by any stack, asked for or not: registries are filled beforehand. */
  private pushImages(): string[] {
    const stackNames = [...this.plans.keys()].filter((stackName) => this.isOurs({ stackName }));
    const configurations = stackNames.map(
      (name) => JSON.parse(readFileSync(this.fileOf(name), "utf8")) as Configuration,
    );
    const images = [...new Set(configurations.flatMap(imagesIn))];
    images.forEach((image) => this.world.pushImage(image));
    return images.map((image) => `${image} pushed`);
  }

  private putSecrets(hub: PlannedHub): string[] {
    return hub.secrets
      .filter(({ source }) => source === "external" && this.world.find(hub.keyVaultId) !== undefined)
      .map(({ name }) => {
        this.world.putSecret(hub.keyVaultId, name, madeUp());
        this.foreign.add(`${hub.keyVaultId}/secrets/${name}`);
        return `${name} put into ${hub.keyVaultName}`;
      });
  }

  private async steps(
    stackName: string,
    steps: readonly (readonly [string, () => Promise<Run>])[],
  ): Promise<StackResult> {
    const first = this.world.events.all.length;
    const done: { step: string; seconds: number }[] = [];
    const events = (): AzureEvent[] => this.world.events.since(first).filter(({ stack }) => stack === stackName);
    let failure: Failure | undefined;
    for (const [step, run] of steps) {
      this.remember(stackName); // a step may take away what has a secret
      const { code, output, seconds } = await run();
      done.push({ step, seconds });
      if (code !== 0) {
        const refusals = events().flatMap(({ rule }) => rule ?? []);
        failure = { step, refusals, output: output.slice(Math.max(0, output.indexOf("Error: "))).trim() };
        break;
      }
      this.remember(stackName);
      const printed = this.secrets.in(output);
      if (printed.length > 0) {
        failure = { step, refusals: [], output: printed.map((found) => leaked("Terraform prints", found)).join("\n") };
        break;
      }
    }
    return {
      stackName,
      waited: this.world.secondsWaitedBy(stackName),
      steps: done,
      order: events().map(lineOf),
      failure,
    };
  }

  private told(result: StackResult): StackResult {
    const { stackName, failure, order, waited } = result;
    const times = result.steps.map(({ step, seconds }) => `${step} ${seconds.toFixed(1)} s`).join(", ");
    this.tell(
      `${failure === undefined ? "ok    " : "FAILED"} ${stackName}: ${times}, waited ${waited} s in virtual time`,
    );
    order.forEach((line) => this.tell(`  ${line}`));
    if (failure !== undefined) {
      this.tell(failure.output.replace(/^/gm, "  | "));
    }
    return result;
  }

  private prepare(stackName: string): TerraformStackRun {
    const plan = this.plans.get(stackName);
    if (plan === undefined) {
      throw new Error(`The holding plans no stack ${stackName}.`);
    }
    const { workspace, variables = {}, outside = {} } = this.props;
    const stack = new TerraformStackRun(workspace, stackName, this.fileOf(stackName), this.azure, deployerOf(plan));
    stack.change((configuration) => leaveOut(configuration, outside));
    stack.wantedVariables.forEach((name) => stack.set(name, variables[name] ?? madeUp()));
    return stack;
  }

  private get globs(): string {
    return this.props.stacks?.join(" ") ?? "all";
  }

  /** Whether it is asked for and there. */
  private wanted(plan: { readonly stackName: string }): boolean {
    return this.named(plan.stackName) && this.isOurs(plan);
  }

  private named(stackName: string): boolean {
    const { stacks } = this.props;
    return stacks === undefined || stacks.some((glob) => matches(glob, stackName));
  }
}

function fileIn(outdir: string, stackName: string): string {
  return join(outdir, "stacks", stackName, "cdk.tf.json");
}

/** What came of what people asked of Azure, as if Terraform had run it. */
function asked(command: string, refused: readonly string[], started: number): Run {
  const seconds = (performance.now() - started) / 1000;
  return { command, code: refused.length === 0 ? 0 : 1, output: refused.join("\n"), seconds };
}

const leaked = (where: string, { what, form }: Found): string => `${where} the ${what}, ${form}.`;

function matches(glob: string, name: string): boolean {
  const pattern = glob
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(name);
}
