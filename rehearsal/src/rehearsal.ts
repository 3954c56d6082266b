import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DomainPlan, Deployer as PlannedDeployer, Holding, HubPlan, SecretSource } from "../../lib";
import { Azure } from "./azure/azure";
import { lineOf } from "./azure/event-log";
import { furnishHub } from "./furnished-hub";
import { Deployer } from "./provider/server";
import { Run, TerraformStackRun } from "./terraform";

/** How a stack fared. */
export interface StackResult {
  readonly stackName: string;
  /** Real seconds by step, in the order of the steps. */
  readonly steps: readonly { readonly step: string; readonly seconds: number }[];
  /** Resources in the order in which they were made. */
  readonly order: readonly string[];
  /** What went wrong, if anything. */
  readonly failure?: string;
}

/** What to rehearse. */
export interface RehearsalProps {
  readonly holding: Holding;
  /** Folder with the synthesized stacks, `cdktf.out`. */
  readonly outdir: string;
  /** Folder for states and plans. */
  readonly workspace: string;
  /**
   * Which stacks, as globs; all when left out. Hubs that these need come first, asked for or not; those that are not
   * synthesized are furnished from their plans.
   */
  readonly globs?: readonly string[];
  /** Is told what goes on, line by line. */
  readonly tell?: (line: string) => void;
}

/** Virtual seconds between two stages of a rollout: rights given in the first count in the second. */
const STAGE_SECONDS = 3600;

/** Deploys a holding as people would: hubs, then nodes on premises, then domains; at the end takes everything down. */
export class Rehearsal {
  public readonly azure = new Azure();
  private readonly tell: (line: string) => void;
  private readonly runs = new Map<string, TerraformStackRun>();
  /** What people made, and no stack takes away. */
  private readonly foreign = new Set<string>();

  constructor(private readonly props: RehearsalProps) {
    this.tell = props.tell ?? (() => undefined);
    props.holding.hubPlans.forEach((plan) => this.furnish(plan, [...HUB_ROLES]));
    props.holding.domainPlans.forEach((plan) => this.furnish(plan, [...DOMAIN_ROLES]));
  }

  /** Domains that the globs name. */
  public get domains(): DomainPlan[] {
    return this.props.holding.domainPlans.filter(({ stackName }) => this.wanted(stackName));
  }

  /** Hubs that the globs name or the domains need. */
  public get hubs(): HubPlan[] {
    const needed = new Set(this.domains.map(({ hub }) => hub));
    return this.props.holding.hubPlans.filter((hub) => needed.has(hub) || this.wanted(hub.stackName));
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

  /** The whole rehearsal; every failure is in the results, none stops it. */
  public async run(): Promise<StackResult[]> {
    const results: StackResult[] = [];
    const deployed = async (plans: readonly { stackName: string }[]): Promise<void> => {
      for (const { stackName } of plans) {
        results.push(this.told(await this.deploy(stackName)));
      }
    };
    const [ours, theirs] = [this.hubs.filter(this.isSynthesized), this.hubs.filter((hub) => !this.isSynthesized(hub))];
    theirs.forEach((hub) => this.furnishHub(hub));
    await deployed(ours);
    this.tell("register nodes");
    this.onSite().forEach((line) => this.tell(`  ${line}`));
    await deployed(this.domains);
    for (const { stackName } of [...this.domains, ...ours]) {
      results.push(this.told(await this.takeDown(stackName)));
    }
    const left = this.azure.all.map(({ id }) => id).filter((id) => !this.foreign.has(id));
    return left.length === 0
      ? results
      : [...results, { stackName: "left over", steps: [], order: [], failure: left.join("\n") }];
  }

  /** Deploys one stack: the second plan must find nothing to do. */
  public async deploy(stackName: string): Promise<StackResult> {
    const stack = this.stack(stackName);
    return this.steps(stackName, [
      ["init", () => stack.init()],
      ["validate", () => stack.validate()],
      ["apply", () => stack.apply()],
      ["plan again", () => stack.plan()],
    ]);
  }

  /** What people do between the hubs and the domains; says what it was. */
  public onSite(): string[] {
    const lines = this.hubs.flatMap((hub) => [...this.registerNodes(hub), ...this.putSecrets(hub)]);
    this.azure.clock.advance(STAGE_SECONDS);
    return lines;
  }

  /** Puts a hub into Azure that is deployed from elsewhere, as its plan says it is. */
  public furnishHub(hub: HubPlan): void {
    furnishHub(this.azure, hub, madeUp);
    this.azure.all.forEach(({ id }) => this.foreign.add(id));
    this.tell(`${hub.stackName} is not synthesized here: furnished from its plan`);
  }

  /** Destroys one stack. */
  public takeDown(stackName: string): Promise<StackResult> {
    return this.steps(stackName, [["destroy", () => this.stack(stackName).destroy()]]);
  }

  private readonly isSynthesized = ({ stackName }: { stackName: string }): boolean =>
    existsSync(join(this.props.outdir, "stacks", stackName));

  private registerNodes(hub: HubPlan): string[] {
    return hub.runtimes
      .filter(({ runtimeId }) => this.azure.find(runtimeId) !== undefined)
      .flatMap(({ runtimeId, runtimeName, nodes }) =>
        nodes.map(({ name }) => {
          this.azure.registerNode(runtimeId, name);
          return `${name} registered with ${runtimeName}`;
        }),
      );
  }

  private putSecrets(hub: HubPlan): string[] {
    return hub.secrets
      .filter(({ source }) => source === SecretSource.EXTERNAL && this.azure.find(hub.keyVaultId) !== undefined)
      .map(({ name }) => {
        this.azure.putSecret(hub.keyVaultId, name, madeUp());
        this.foreign.add(`${hub.keyVaultId}/secrets/${name}`);
        return `${name} put into ${hub.keyVaultName}`;
      });
  }

  private async steps(stackName: string, steps: readonly [string, () => Promise<Run>][]): Promise<StackResult> {
    const first = this.azure.events.all.length;
    const done: { step: string; seconds: number }[] = [];
    let failure: string | undefined;
    for (const [step, run] of steps) {
      const { code, output, seconds } = await run();
      done.push({ step, seconds });
      if (code !== 0) {
        failure = `${step}: exit code ${code}\n${output.trim()}`;
        break;
      }
    }
    const order = this.azure.events.since(first).map(lineOf);
    return { stackName, steps: done, order, failure };
  }

  private told(result: StackResult): StackResult {
    const times = result.steps.map(({ step, seconds }) => `${step} ${seconds.toFixed(1)} s`).join(", ");
    this.tell(`${result.failure === undefined ? "ok    " : "FAILED"} ${result.stackName}: ${times}`);
    result.order.forEach((line) => this.tell(`  ${line}`));
    if (result.failure !== undefined) {
      this.tell(result.failure.replace(/^/gm, "  | "));
    }
    return result;
  }

  private prepare(stackName: string): TerraformStackRun {
    const plan = [...this.props.holding.hubPlans, ...this.props.holding.domainPlans].find(
      (candidate) => candidate.stackName === stackName,
    );
    if (plan === undefined) {
      throw new Error(`The holding plans no stack ${stackName}.`);
    }
    const file = join(this.props.outdir, "stacks", stackName, "cdk.tf.json");
    const deployer = deployerOf(plan.deployer, stackName);
    const stack = new TerraformStackRun(this.props.workspace, stackName, file, this.azure, deployer);
    stack.wantedVariables.forEach((name) => stack.set(name, madeUp()));
    return stack;
  }

  /** What a deployer has before its first deployment. Source: docs/rights.md, "by hand". */
  private furnish(plan: HubPlan | DomainPlan, roles: readonly string[]): void {
    const { principalId } = deployerOf(plan.deployer, plan.stackName);
    roles.forEach((role) => this.azure.give(principalId, role, `/subscriptions/${plan.subscriptionId}`));
  }

  private wanted(stackName: string): boolean {
    const { globs = [] } = this.props;
    return globs.length === 0 || globs.some((glob) => matches(glob, stackName));
  }
}

const HUB_ROLES = ["Contributor", "Role Based Access Control Administrator"];
const DOMAIN_ROLES = ["Contributor"];

function deployerOf(planned: PlannedDeployer | undefined, stackName: string): Deployer {
  if (planned === undefined) {
    throw new Error(`${stackName}: the plan names no deployer, so nobody knows with which rights it is deployed.`);
  }
  const [address = "192.0.2.1"] = planned.addresses ?? [];
  return { principalId: planned.principalId, address: address.split("/")[0] };
}

const madeUp = (): string => `made-up-${randomBytes(9).toString("hex")}`;

function matches(glob: string, name: string): boolean {
  const pattern = glob
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(name);
}
