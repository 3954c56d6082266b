import { join } from "node:path";
import { Mutation, mutationsOf } from "./mutations";
import { PlannedHub, PlannedStack } from "./plan";
import { AT_ONCE, Rehearsal, RehearsalProps } from "./rehearsal";
import { severalAtOnce } from "./several";
import { CHANGES, Run, TerraformStackRun } from "./terraform";

/** What became of one mutation. */
export interface Judged {
  readonly stackName: string;
  /** What was taken out. */
  readonly what: string;
  /**
   * `killed`: Azure refused, or the second plan found something to do. `survived`: nobody noticed. `broken`: Terraform
   * could not even try, which shows nothing.
   */
  readonly verdict: "killed" | "survived" | "broken";
  /** Id of the rule that refused, or what Terraform said. */
  readonly by?: string;
}

/** Longer than any wait. */
const SLOW_SECONDS = 1800;

/** A mutation that waits for its turn. */
type Job = (lane: Lane) => Promise<Judged>;

/** One step on the way to an applied holding. */
type Step = readonly [name: string, run: () => Promise<Run>];

/**
 * Takes out of the stacks, one at a time, each role, wait and dependency that the library adds, and rehearses what it
 * concerns: the stack; of a hub, the stacks that need it as well.
 */
export class MutationCheck {
  private count = 0;

  constructor(private readonly props: Omit<RehearsalProps, "atOnce">) {}

  /**
   * Judges every mutation, several at a time, and tells of each.
   *
   * @throws where the stacks do not even pass as they are: then whatever is taken out would look as if it mattered.
   */
  public async run(): Promise<Judged[]> {
    const { tell = () => undefined } = this.props;
    const whole = this.rehearsal();
    const failed = (await whole.run()).find(({ failure }) => failure !== undefined);
    const [refused] = whole.world.events.refusals;
    if (failed !== undefined || refused !== undefined) {
      throw new Error(
        `${failed?.stackName ?? refused.stack} fails as it is: ${failed?.failure?.output ?? refused.rule}`,
      );
    }
    const hubs = whole.hubs.map(({ stackName }) => stackName);
    const lanes = Array.from({ length: AT_ONCE }, () => new Lane(hubs, (stacks) => this.rehearsal(stacks)));
    const jobs = whole.hubs.flatMap((hub) => this.jobs(hub, whole));
    return severalAtOnce(lanes.length, jobs, async (job, lane) => {
      const judged = await job(lanes[lane]);
      tell(lineOf(judged));
      return judged;
    });
  }

  private jobs(hub: PlannedHub, whole: Rehearsal): Job[] {
    const { stackName } = hub;
    const ofHub = mutationsOf(whole.stack(stackName).configuration).map(
      (mutation): Job =>
        (lane) =>
          lane.hub(stackName, concernedBy(stackName, mutation, whole.dependents), mutation),
    );
    const dependents = whole.dependents.filter((plan) => plan.hub?.stackName === stackName);
    const ofDependents = dependents.flatMap((plan) =>
      mutationsOf(whole.stack(plan.stackName).configuration).map(
        (mutation): Job =>
          (lane) =>
            lane.dependent(plan.stackName, mutation),
      ),
    );
    return [...ofHub, ...ofDependents];
  }

  private rehearsal(stacks = this.props.stacks): Rehearsal {
    this.count += 1;
    const workspace = join(this.props.workspace, `${this.count}`);
    return new Rehearsal({ ...this.props, stacks, tell: undefined, workspace });
  }
}

export function lineOf({ verdict, stackName, what, by }: Judged): string {
  return `${verdict.padEnd(8)} ${stackName}: ${what}${by === undefined ? "" : ` (${by})`}`;
}

/** Stacks that a mutation of a hub may concern: those whose deployer it names, of any hub, and then all that need it. */
function concernedBy(hub: string, { about }: Mutation, all: readonly PlannedStack[]): PlannedStack[] {
  const named = all.filter(({ deployer }) => about.includes(`"${deployer?.principalId}"`));
  return [...new Set([...named, ...all.filter((plan) => plan.hub?.stackName === hub)])];
}

/** Judges one mutation after another, in Azures of its own. */
class Lane {
  /** All hubs, applied as they are, and the way back to that. */
  private applied?: { readonly rehearsal: Rehearsal; readonly restore: () => void };

  constructor(
    private readonly hubs: readonly string[],
    private readonly rehearsal: (stacks: readonly string[]) => Rehearsal,
  ) {}

  /** A mutation of a hub: it fails, or who works with it on site does, or one of the stacks that it concerns does. */
  public hub(hub: string, concerned: readonly PlannedStack[], mutation: Mutation): Promise<Judged> {
    const names = concerned.map(({ stackName }) => stackName);
    const rehearsal = this.rehearsal([...this.hubs, ...names]);
    const [ofHub, others] = [true, false].map((is) => rehearsal.hubs.filter((plan) => (plan.stackName === hub) === is));
    mutate(rehearsal, rehearsal.stack(hub), mutation);
    return judge(rehearsal, hub, mutation, [
      ...deployment(rehearsal.stack(hub)),
      ["on site", () => Promise.resolve(rehearsal.onSite(ofHub))],
      ...others.flatMap(({ stackName }) => deployment(rehearsal.stack(stackName)).slice(0, 2)),
      ["on site", () => Promise.resolve(rehearsal.onSite(others))],
      ...names.flatMap((name) => [...deployment(rehearsal.stack(name)), ...running(rehearsal, name)]),
      ...[...names, hub].flatMap((name) => removal(rehearsal.stack(name))),
    ]);
  }

  /** A mutation of a stack that needs a hub, on the hubs as they are: it may need others than its own. */
  public async dependent(stackName: string, mutation: Mutation): Promise<Judged> {
    const { rehearsal, restore } = await this.withHubs();
    restore();
    const stack = rehearsal.freshStack(stackName);
    mutate(rehearsal, stack, mutation);
    return judge(rehearsal, stackName, mutation, [
      ...deployment(stack),
      ...running(rehearsal, stackName),
      ...removal(stack),
    ]);
  }

  private async withHubs(): Promise<NonNullable<Lane["applied"]>> {
    if (this.applied === undefined) {
      const rehearsal = this.rehearsal(this.hubs);
      await severalAtOnce(this.hubs.length, this.hubs, (hub) => rehearsal.deploy(hub));
      rehearsal.onSite();
      this.applied = { rehearsal, restore: rehearsal.world.snapshot() };
    }
    return this.applied;
  }
}

function deployment(stack: TerraformStackRun): Step[] {
  return [
    ["init", () => stack.init()],
    ["apply", () => stack.apply()],
    [SECOND_PLAN, () => stack.plan()],
  ];
}

const SECOND_PLAN = "second plan";

function running(rehearsal: Rehearsal, stackName: string): Step[] {
  return [["run pipelines", () => Promise.resolve(rehearsal.runPipelines(stackName))]];
}

function removal(stack: TerraformStackRun): Step[] {
  return [["destroy", () => stack.destroy()]];
}

function mutate({ azure }: Rehearsal, stack: TerraformStackRun, { apply, slow }: Mutation): void {
  stack.change(apply);
  slow.forEach(({ type, values }) => azure.world.slowDown(type, values, SLOW_SECONDS));
}

/** Takes the steps until one fails, or Azure refuses something. */
async function judge(
  { azure }: Rehearsal,
  stackName: string,
  { what }: Mutation,
  steps: readonly Step[],
): Promise<Judged> {
  const before = azure.world.events.all.length;
  for (const [name, run] of steps) {
    const { code, output } = await run();
    const refused = azure.world.events.since(before).find(({ kind }) => kind === "refused");
    if (code !== 0 || refused !== undefined) {
      const by = refused?.rule ?? (name === SECOND_PLAN && code === CHANGES ? name : undefined);
      const error = output.split("\n").find((line) => line.includes("Error:")) ?? output.split("\n")[0];
      return { stackName, what, verdict: by === undefined ? "broken" : "killed", by: by ?? `${name}: ${error}` };
    }
  }
  return { stackName, what, verdict: "survived" };
}
