import { join } from "node:path";
import { within } from "./azure/ids";
import { Mutation, mutationsOf } from "./mutations";
import { MutationOfChange, MutationOfUse, mutationsOfChange, mutationsOfUse } from "./mutations-of-change";
import { mutationsOfIdentity } from "./mutations-of-identity";
import { PlannedDomain, PlannedHub, PlannedStack } from "./plan";
import { AT_ONCE, Rehearsal, RehearsalProps, domainsNeededBy } from "./rehearsal";
import { severalAtOnce } from "./several";
import { CHANGES, Configuration, Run, TerraformStackRun } from "./terraform";

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
 * concerns: the stack; of a hub, or of what a domain may, the stacks that need it as well. Has what comes as one identity
 * come as another one. What is there for changes alone is taken out of a stack that is then changed.
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
    const all = [...hubs, ...[...whole.accesses, ...whole.dependents].map(({ stackName }) => stackName)];
    const lanes = Array.from({ length: AT_ONCE }, () => new Lane(hubs, (stacks) => this.rehearsal(stacks), all));
    const jobs = whole.hubs.flatMap((hub) => this.jobs(hub, whole));
    return severalAtOnce(lanes.length, jobs, async (job, lane) => {
      const judged = await job(lanes[lane]);
      tell(lineOf(judged));
      return judged;
    });
  }

  private jobs(hub: PlannedHub, whole: Rehearsal): Job[] {
    const { stackName } = hub;
    const jobs = (
      name: string,
      judge: (lane: Lane, mutation: Mutation) => Promise<Judged>,
      mutations: (configuration: Configuration) => Mutation[] = mutationsOf,
    ): Job[] => mutations(whole.stack(name).configuration).map((mutation) => (lane: Lane) => judge(lane, mutation));
    const ofHub = jobs(stackName, (lane, mutation) =>
      lane.hub(stackName, concernedBy(stackName, mutation, whole.dependents), mutation),
    );
    const admitted = whole.admitted.filter((domain) => domain.hub.stackName === stackName);
    const ofAccesses = admitted.flatMap((domain) => {
      const concerned = whole.dependents.filter((plan) => domainsNeededBy(plan).includes(domain.stackName));
      return jobs(domain.accessStackName, (lane, mutation) => lane.access(domain, concerned, mutation));
    });
    const dependents = whole.dependents.filter((plan) => plan.hub?.stackName === stackName);
    const ofDependents = dependents.flatMap(({ stackName: name }) =>
      [mutationsOf, mutationsOfIdentity].flatMap((mutations) =>
        jobs(name, (lane, mutation) => lane.dependent(name, mutation), mutations),
      ),
    );
    // Each of one stack: what is there for changes is the same in all.
    const ofChanges = dependents.flatMap(({ stackName: name }) =>
      mutationsOfChange(whole.stack(name).configuration).map(
        (mutation) => [mutation.what, (lane: Lane) => lane.changed(name, mutation)] as const,
      ),
    );
    const ofUses = admitted
      .filter((domain) => dependents.some((plan) => plan.stackName === domain.stackName))
      .flatMap((domain) =>
        mutationsOfUse(whole.stack(domain.accessStackName).configuration).map(
          (mutation) => [mutation.what, (lane: Lane) => lane.used(domain, mutation)] as const,
        ),
      );
    const once = new Map([...ofChanges, ...ofUses].reverse()).values(); // the first of each
    return [...ofHub, ...ofAccesses, ...ofDependents, ...once];
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

/** Domains without whose rights these stacks can do nothing. */
function needing({ admitted }: Rehearsal, stacks: readonly PlannedStack[]): PlannedDomain[] {
  const needed = new Set(stacks.flatMap(domainsNeededBy));
  return admitted.filter(({ stackName }) => needed.has(stackName));
}

/** Judges one mutation after another, in Azures of its own. */
class Lane {
  /** What is applied as it is, and the ways back: to the hubs alone, and to what domains may besides. */
  private applied?: Applied;
  /** The ways back to the hubs and what some domains may, by their names. */
  private readonly accessesApplied = new Map<string, () => void>();

  constructor(
    private readonly hubs: readonly string[],
    private readonly rehearsal: (stacks: readonly string[]) => Rehearsal,
    private readonly all: readonly string[],
  ) {}

  /** A mutation of a hub: it fails, or who works with it on site does, or one of the stacks that it concerns does. */
  public hub(hub: string, concerned: readonly PlannedStack[], mutation: Mutation): Promise<Judged> {
    const names = concerned.map(({ stackName }) => stackName);
    const rehearsal = this.rehearsal([...this.hubs, ...names]);
    const others = rehearsal.hubs.filter(({ stackName }) => stackName !== hub);
    const accesses = new Set(rehearsal.accesses.map(({ stackName }) => stackName));
    mutate(rehearsal, rehearsal.stack(hub), mutation);
    return judge(rehearsal, hub, mutation, [
      ...deployment(rehearsal.stack(hub)),
      ...others.map(({ stackName }) => application(rehearsal.stack(stackName))),
      ["on site", () => Promise.resolve(rehearsal.onSite())],
      ...concerned.flatMap((plan) => [
        ...needing(rehearsal, [plan])
          .filter(({ accessStackName }) => accesses.delete(accessStackName)) // each once, when it is first needed
          .map(({ accessStackName }) => application(rehearsal.stack(accessStackName))),
        ...deployment(rehearsal.stack(plan.stackName)),
        ...running(rehearsal, plan.stackName),
      ]),
      ...[...accesses].map((name) => application(rehearsal.stack(name))),
      ...[...names, ...rehearsal.accesses.map(({ stackName }) => stackName), hub].flatMap((name) =>
        removal(rehearsal.stack(name)),
      ),
    ]);
  }

  /**
   * A mutation of what a domain may, on the hubs as they are: it fails, or a stack that it concerns does. At the end the
   * rights are taken away under the domain, before which its identities must not go.
   */
  public async access(domain: PlannedDomain, concerned: readonly PlannedStack[], mutation: Mutation): Promise<Judged> {
    const rehearsal = await this.beside(domain, concerned);
    const stack = rehearsal.freshStack(domain.accessStackName);
    const dependents = concerned.map(({ stackName }) => rehearsal.freshStack(stackName));
    mutate(rehearsal, stack, mutation);
    const used = mutation.what.startsWith("azurerm_resource_group.") // to show at the end alone
      ? [whatever(rehearsal, domain)]
      : dependents.flatMap((one) => [...deployment(one), ...running(rehearsal, one.stackName)]);
    return judge(rehearsal, domain.accessStackName, mutation, [
      ...deployment(stack),
      ...used,
      [IN_USE, () => withGroupKept(rehearsal, domain, stack)],
    ]);
  }

  /** A mutation of a stack that needs a hub, on hubs and rights as they are: it may need others than its own. */
  public async dependent(stackName: string, mutation: Mutation): Promise<Judged> {
    const { rehearsal, toRights } = await this.withHubs();
    toRights();
    const stack = rehearsal.freshStack(stackName);
    mutate(rehearsal, stack, mutation);
    return judge(rehearsal, stackName, mutation, [
      ...deployment(stack),
      ...running(rehearsal, stackName),
      ...removal(stack),
    ]);
  }

  /** A mutation that shows when a stack that needs a hub, and is applied, changes. */
  public async changed(stackName: string, mutation: MutationOfChange): Promise<Judged> {
    const { rehearsal, toRights } = await this.withHubs();
    toRights();
    const stack = rehearsal.freshStack(stackName);
    const { world } = rehearsal;
    const { what, apply, change, rule, missed } = mutation;
    stack.change(apply);
    const first = await judge(rehearsal, stackName, { what }, deployment(stack));
    if (first.verdict !== "survived") {
      return { ...first, verdict: "broken" }; // it was not to show yet
    }
    stack.change(change);
    const then = await judge(rehearsal, stackName, { what }, deployment(stack));
    const left = missed?.(world);
    return left !== undefined
      ? { ...then, verdict: "killed", by: `not in Azure: without ${left}` }
      : then.verdict === "killed" && then.by !== rule
        ? { ...then, verdict: "broken" }
        : then;
  }

  /** A mutation that shows when a domain is there, and has not let go of what it may no more. */
  public async used(domain: PlannedDomain, { what, apply, rule }: MutationOfUse): Promise<Judged> {
    const rehearsal = await this.beside(domain, [domain]);
    const access = rehearsal.freshStack(domain.accessStackName);
    const stack = rehearsal.freshStack(domain.stackName);
    const first = await judge(
      rehearsal,
      access.stackName,
      { what },
      [access, stack].flatMap((one) => deployment(one)),
    );
    if (first.verdict !== "survived") {
      return { ...first, verdict: "broken" }; // it was not to show yet
    }
    access.change(apply);
    const then = await judge(rehearsal, access.stackName, { what }, [
      ...deployment(access),
      ...running(rehearsal, domain.stackName),
      ...removal(stack),
    ]);
    return then.verdict === "killed" && then.by !== rule ? { ...then, verdict: "broken" } : then;
  }

  /**
   * The hubs, and what domains other than `domain` may without which these stacks can do nothing: applied before, so that
   * nothing waits in the place of what is mutated.
   */
  private async beside(domain: PlannedDomain, stacks: readonly PlannedStack[]): Promise<Rehearsal> {
    const { rehearsal, toHubs } = await this.withHubs();
    const names = needing(rehearsal, stacks)
      .filter(({ stackName }) => stackName !== domain.stackName)
      .map(({ accessStackName }) => accessStackName);
    const key = names.join();
    const kept = this.accessesApplied.get(key);
    if (kept !== undefined) {
      kept();
      return rehearsal;
    }
    toHubs();
    for (const name of names) {
      const { code, output } = await rehearsal.freshStack(name).apply();
      if (code !== 0) {
        throw new Error(`${name} fails as it is: ${output}`);
      }
    }
    this.accessesApplied.set(key, rehearsal.world.snapshot());
    return rehearsal;
  }

  private async withHubs(): Promise<Applied> {
    if (this.applied === undefined) {
      const rehearsal = this.rehearsal(this.all);
      const deploy = (names: readonly string[]) => severalAtOnce(names.length, names, (name) => rehearsal.deploy(name));
      await deploy(this.hubs);
      rehearsal.world.clock.advance(SLOW_SECONDS); // for who comes on site
      rehearsal.onSite();
      const toHubs = rehearsal.world.snapshot();
      await deploy(rehearsal.accesses.map(({ stackName }) => stackName));
      this.applied = { rehearsal, toHubs, toRights: rehearsal.world.snapshot() };
    }
    return this.applied;
  }
}

/** What a lane has applied, and how to go back to it. */
interface Applied {
  readonly rehearsal: Rehearsal;
  readonly toHubs: () => void;
  readonly toRights: () => void;
}

const IN_USE = "what is in use goes last";

/** As Azure's provider refuses a group with anything in it: what must happen to who takes the rights away first. */
const KEPT_GROUP = "existence/group-not-empty";

/** Takes a domain's rights away under it: its group is kept. Fails where anything on the hub goes all the same. */
async function withGroupKept(
  { world }: Rehearsal,
  { resourceGroupId }: PlannedDomain,
  stack: TerraformStackRun,
): Promise<Run> {
  const first = world.events.all.length;
  const run = await stack.destroy();
  const events = world.events.since(first);
  const early = events.filter(({ kind, id }) => kind === "delete" && !within(id, resourceGroupId)).map(({ id }) => id);
  const kept = events.some(({ kind, rule }) => kind === "refused" && rule === KEPT_GROUP);
  const output = early.length > 0 ? `Error: in use: ${early.join(", ")}` : "Error: in use: the group";
  return early.length === 0 && kept ? { ...run, code: 0 } : { ...run, code: 1, output };
}

function deployment(stack: TerraformStackRun): Step[] {
  return [application(stack), [SECOND_PLAN, () => stack.plan()]];
}

function application(stack: TerraformStackRun): Step {
  return ["apply", () => stack.apply()];
}

/** Something of anybody's in a domain's group. */
function whatever({ world }: Rehearsal, { resourceGroupId }: PlannedDomain): Step {
  const name = "somebodys";
  const id = `${resourceGroupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const put = () => {
    world.put("azurerm_user_assigned_identity", id, { name, location: "westeurope" });
    return { command: "put", code: 0, output: "", seconds: 0 };
  };
  return ["something in the group", () => Promise.resolve(put())];
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
  slow.forEach(({ type, values, references }) => azure.world.slowDown(type, values, SLOW_SECONDS, references));
}

/** Takes the steps until one fails, or Azure refuses something. */
async function judge(
  { azure }: Rehearsal,
  stackName: string,
  { what }: Pick<Mutation, "what">,
  steps: readonly Step[],
): Promise<Judged> {
  const before = azure.world.events.all.length;
  for (const [name, run] of steps) {
    const { code, output } = await run();
    const refused = azure.world.events
      .since(before)
      .find(({ kind, rule }) => kind === "refused" && !(name === IN_USE && rule === KEPT_GROUP));
    if (code !== 0 || refused !== undefined) {
      const noticed =
        (name === SECOND_PLAN && code === CHANGES) || (name === IN_USE && output.startsWith("Error: in use"));
      const by = refused?.rule ?? (noticed ? name : undefined);
      const error = output.split("\n").find((line) => line.includes("Error:")) ?? output.split("\n")[0];
      return { stackName, what, verdict: by === undefined ? "broken" : "killed", by: by ?? `${name}: ${error}` };
    }
  }
  return { stackName, what, verdict: "survived" };
}
