import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureEvent, Configuration } from "../../rehearsal/src";
import { sameId } from "../../rehearsal/src/azure/ids";
import { text } from "../../rehearsal/src/azure/operation";
import { RUNTIME, TRIGGER, isStarted, linkedInfoOf, propertiesOf } from "../../rehearsal/src/azure/types/data-factory";
import { Deployment } from "../../rehearsal/src/deployment";
import { operate } from "../../rehearsal/src/operators";
import { severalAtOnce } from "../../rehearsal/src/several";
import { Edit, commitsOf, concernedBy, rolloutsOf } from "./edits";
import { Inventory, inventoryOf, keyOf, pathOf, registeredIn, rightKeyOf } from "./inventory";
import { Life } from "./life";
import { DomainModel, Model, operatorsOf, subsidiariesOf } from "./model";
import { Program, passwordOf, programOf } from "./program";

/** What must hold, after every rollout unless it says otherwise. */
export const INVARIANTS = {
  concerned: "no stack's JSON changes but those that the edit concerns",
  apply: "one apply of each changed stack suffices, in the order of the documents",
  destroy: "what is taken away is destroyed in one go",
  "second plan": "a second plan is empty, of every changed stack, and at the end of all",
  "not touched":
    "what is made, replaced, taken away and granted to identities and operators is what the edit is about, and nothing else",
  rights: "no right is taken away and given again",
  triggers: "at no virtual time an active trigger's pipeline lacks a right, a secret or a node",
  runs: "every pipeline of every domain runs",
  "on site": "every operator reads what is installed, every listener listens, and every runtime has its nodes",
  "left over": "Azure holds nothing that no stack knows, and in the end nothing at all",
} as const;
export type Invariant = keyof typeof INVARIANTS;

/** What broke, and when. */
export interface Broken {
  readonly invariant: Invariant;
  /** Index of the edit; -1 for the start, the number of edits for the end. */
  readonly at: number;
  readonly what: string;
}

/** What changes a stack's JSON on its way to Terraform: a bug that is planted. */
export type Plant = (configuration: Configuration, stackName: string, model: Model) => void;

export interface PlayProps {
  readonly tell?: (line: string) => void;
  readonly plant?: Plant;
}

/** What Azure makes and takes away with something else, and what Terraform knows by two IDs. */
const OF_ITSELF =
  /\/(?:authorizationRules\/RootManageSharedAccessKey|networkRuleSets\/default|natGateways\/[^/]+\/publicIp\/[^/]+)$/;
const ROLE_ASSIGNMENT = "azurerm_role_assignment";
const IDENTITY = "azurerm_user_assigned_identity";
/** Virtual seconds until somebody comes on site to whom a hub has given rights: it waits for nobody. */
const LATER_SECONDS = 3600;
/** As many Terraforms at a time for one life: most of its stages have a stack or two. */
const AT_ONCE = 2;

/** Plays a life in an Azure of its own; gives back what broke first. @throws where it is no life at all */
export async function play(life: Life, props: PlayProps = {}): Promise<Broken | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "life-"));
  const living = new Living(folder, props);
  let at = -1;
  try {
    let model = life.start;
    await living.become(model);
    for (const rollout of rolloutsOf(life.edits)) {
      rollout.forEach((edit) => {
        at += 1;
        props.tell?.(`${at + 1}. ${told(edit)}`);
      });
      const concerned = concernedBy(model, rollout);
      for (const commit of commitsOf(model, rollout)) {
        await living.become(commit, { from: model, concerned });
        model = commit;
      }
    }
    at = life.edits.length;
    await living.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof BrokenInvariant)) {
      throw error;
    }
    return { invariant: error.invariant, at, what: error.message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `add table (dom1 load1): "Table10"`; `with …` where it is in one commit with the edit before it. */
export function told({ kind, of, load, job, to, together }: Edit): string {
  const where = [of, load, job].filter((one) => one !== undefined).join(" ");
  const how = together === true ? "with " : "";
  return `${how}${kind}${where === "" ? "" : ` (${where})`}${to === undefined ? "" : `: ${JSON.stringify(to)}`}`;
}

class BrokenInvariant extends Error {
  constructor(
    public readonly invariant: Invariant,
    what: string,
  ) {
    super(what);
  }
}

function hold(invariant: Invariant, wrong: readonly string[]): void {
  if (wrong.length > 0) {
    throw new BrokenInvariant(invariant, wrong.join("\n"));
  }
}

/** A right that was given once. */
interface Right {
  /** Role, whose, and on what. */
  readonly words: string;
  /** As it is called in inventories, where an identity has it that a stack makes, or an operator. */
  readonly key?: string;
}

/** One commit that is rolled out. */
interface Change {
  readonly from: Model;
  readonly concerned: readonly RegExp[];
}

/** A deployment that is changed and changed. */
class Living {
  private readonly deployment: Deployment;
  private readonly rights = new Map<string, Right>();
  private readonly early: string[] = [];
  /** Everybody who has installed anything at a site, or is about to. */
  private readonly operators = new Set<string>();
  /** Secrets that people put into vaults, by ID. */
  private readonly byHand = new Map<string, string>();
  private commit = 0;
  /** Stacks whose plan is known to be empty as everything is. */
  private settled: readonly string[] = [];

  constructor(
    private readonly folder: string,
    private readonly props: PlayProps,
  ) {
    this.deployment = new Deployment(folder);
    this.world.events.listen((event) => this.watch(event));
  }

  /** Rolls a model out: what vanished goes, then hubs, what domains may, people on site, domains. */
  public async become(model: Model, change?: Change): Promise<void> {
    const outdir = join(this.folder, `out-${(this.commit += 1)}`);
    const program = programOf(model, outdir);
    subsidiariesOf(model).forEach((subsidiary) =>
      operatorsOf(model, subsidiary).forEach((who) => this.operators.add(who)),
    );
    const first = this.world.events.all.length;
    const held = this.held();
    const wanted = program.app.stacks.map(({ node: { id } }) => id);
    const vanished = this.deployment.names.filter((name) => !wanted.includes(name));
    const { plant } = this.props;
    const edited = this.deployment.become({
      holding: program.holding,
      outdir,
      change: plant && ((configuration, name) => plant(configuration, name, model)),
      valueOf: (variable) => valueOf(variable, model),
    });
    const other = [...vanished, ...edited].filter((name) => change?.concerned.some((one) => one.test(name)) === false);
    hold("concerned", other);
    const due = [...new Set([...edited, ...rotatedIn(model, change?.from)])];
    await this.takeDown(vanished);
    for (const stage of stages(due).reverse()) {
      await severalAtOnce(AT_ONCE, stage, (name) => this.apply(name));
      this.onSite(model, program);
    }
    hold("triggers", [...new Set(this.early)]);
    await severalAtOnce(AT_ONCE, due, (name) => this.planAgain(name));
    this.settled = due;
    hold("left over", this.leftOver());
    const events = this.world.events.since(first);
    this.checkUse(program, model);
    hold("not touched", this.untouched(inventoryOf(model), change && inventoryOf(change.from), events, held));
    hold("rights", this.moved(events));
  }

  /** Everything is planned once more, but what was so after the last change, and taken away. */
  public async end(): Promise<void> {
    const { names } = this.deployment;
    const unsettled = names.filter((name) => !this.settled.includes(name));
    await severalAtOnce(AT_ONCE, unsettled, (name) => this.planAgain(name));
    await this.takeDown(names);
    hold("left over", this.leftOver());
  }

  private get world() {
    return this.deployment.world;
  }

  private async apply(name: string): Promise<void> {
    const applied = await this.deployment.apply(name);
    this.props.tell?.(`   ${name}: applied in ${applied.seconds.toFixed(1)} s`);
    hold("apply", failed(name, applied));
  }

  private async planAgain(name: string): Promise<void> {
    const planned = await this.deployment.stack(name).plan();
    hold("second plan", failed(name, planned, /^.*(?:#|Plan:).*$/gm));
  }

  private async takeDown(names: readonly string[]): Promise<void> {
    for (const stage of stages(names)) {
      await severalAtOnce(AT_ONCE, stage, async (name) =>
        hold("destroy", failed(name, await this.deployment.takeAway(name))),
      );
    }
  }

  /** People register the nodes that are new, and put their secrets into vaults. */
  private onSite({ domains }: Model, { holding }: Program): void {
    const isThere = (id: string): boolean => this.world.find(id) !== undefined;
    this.deployment.registerNodes(holding);
    holding.hubPlans.forEach((hub) =>
      domains
        .filter(({ external, subsidiary }) => external && subsidiary === hub.subsidiaryName && isThere(hub.keyVaultId))
        .forEach((domain) => {
          const [id, value] = [`${hub.keyVaultId}/secrets/${domain.name}-password`, passwordOf(domain)];
          if (this.byHand.get(id) !== value || !isThere(id)) {
            this.byHand.set(id, value);
            this.world.putSecret(hub.keyVaultId, `${domain.name}-password`, value);
          }
        }),
    );
  }

  /** Before anything else happens: whether a trigger that is active could run now. */
  private watch({ kind, type, id, stack }: AzureEvent): void {
    if (type === ROLE_ASSIGNMENT && kind === "create") {
      this.rights.set(id, this.rightOf(id, stack));
    }
    if (kind === "run" || kind === "refused") {
      return;
    }
    const active = this.world.ofType(TRIGGER).filter(({ values }) => isStarted(values));
    active.forEach((trigger) => {
      const factory = trigger.id.replace(/\/triggers\/[^/]+$/i, "");
      const pipelines = JSON.stringify(propertiesOf(trigger.values).pipelines ?? "");
      [...pipelines.matchAll(/"referenceName":"([^"]+)"/g)].forEach(([, name]) => {
        const refused = this.deployment.azure.whyNoRun(`${factory}/pipelines/${name}`);
        // A group that is made, or replaced under its own name, is away meanwhile: no pipeline can wait for it. No right is.
        if (refused !== undefined && !/^The container group .* is not there/.test(refused.said)) {
          this.early.push(`${trigger.id} is active at ${kind} of ${id}: [${refused.refusal.id}] ${refused.said}`);
        }
      });
    });
  }

  /** What identities may now: a right goes with what it is on, too. */
  private held(): ReadonlySet<string> {
    const there = [...this.rights].filter(([id]) => this.world.find(id) !== undefined);
    return new Set(there.flatMap(([, { key }]) => key ?? []));
  }

  private rightOf(id: string, stack: string): Right {
    const { values } = this.world.find(id)!;
    const [role, definition, principal, scope] = [
      "role_definition_name",
      "role_definition_id",
      "principal_id",
      "scope",
    ].map((name) => text(values, name));
    const identity = this.world.ofType(IDENTITY).find((one) => text(one.values, "principal_id") === principal);
    const name =
      identity === undefined ? [...this.operators].find((one) => one === principal) : text(identity.values, "name");
    return {
      words: [role, definition, principal, scope].join(" "),
      key: name === undefined ? undefined : rightKeyOf(stack, name, role, scope),
    };
  }

  /** What was made or taken away and should not have been, and the reverse. */
  private untouched(
    now: Inventory,
    before: Inventory | undefined,
    events: readonly AzureEvent[],
    heldBefore: ReadonlySet<string>,
  ): string[] {
    const keys = (...kinds: readonly string[]): Set<string> =>
      new Set(
        events
          .filter(({ kind, type }) => kinds.includes(kind) && type !== ROLE_ASSIGNMENT)
          .map(({ stack, id }) => keyOf(stack, id)),
      );
    const held = this.held();
    const made = new Set([...keys("create", "recover"), ...difference(held, heldBefore)]);
    const gone = new Set([...keys("delete"), ...difference(heldBefore, held)]);
    const replaced = [...now.keys()].filter((key) => before?.has(key) && before.get(key) !== now.get(key));
    const toMake = new Set([...replaced, ...[...now.keys()].filter((key) => before?.has(key) !== true)]);
    const toGo = new Set([...replaced, ...[...(before?.keys() ?? [])].filter((key) => !now.has(key))]);
    return [
      ...difference(made, toMake).map((key) => `made, and nothing says so: ${key}`),
      ...difference(toMake, made).map((key) => `not made: ${key}`),
      ...difference(gone, toGo).map((key) => `taken away, and nothing says so: ${key}`),
      ...difference(toGo, gone).map((key) => `not taken away: ${key}`),
    ];
  }

  /** Rights that were taken away and given anew: until they count, nobody has them. */
  private moved(events: readonly AzureEvent[]): string[] {
    const of = (kind: string): string[] =>
      events
        .filter((event) => event.kind === kind && event.type === ROLE_ASSIGNMENT)
        .map(({ id }) => this.rights.get(id)!.words);
    const given = of("create");
    return of("delete").filter((right) => given.includes(right));
  }

  private checkUse({ holding }: Program, model: Model): void {
    hold("runs", this.deployment.refusedRuns(holding.domainPlans.map(({ stackName }) => stackName)));
    this.world.clock.advance(LATER_SECONDS);
    const deeds = holding.hubPlans.flatMap((hub) => operate(this.deployment.azure, hub));
    hold(
      "on site",
      deeds.flatMap(({ what, refused }) => (refused === undefined ? [] : `${what}: ${refused}`)),
    );
    hold("on site", this.unregistered(model));
  }

  /** Runtimes that other machines carry than should. */
  private unregistered(model: Model): string[] {
    const should = registeredIn(model);
    return this.world
      .ofType(RUNTIME)
      .filter(({ values }) => linkedInfoOf(values) === undefined)
      .flatMap(({ id }) => {
        const [nodes, planned] = [[...this.world.nodes(id)], [...(should.get(pathOf(id)) ?? [])]].map((one) =>
          one.sort().join(", "),
        );
        return nodes === planned ? [] : `${id} has the nodes ${nodes}, and should have ${planned}`;
      });
  }

  private leftOver(): string[] {
    const { names } = this.deployment;
    const known = names.map((name) => this.deployment.stack(name).stateText().toLowerCase()).join("\n");
    return this.world.all
      .map(({ id }) => id)
      .filter((id) => names.length === 0 || !OF_ITSELF.test(id))
      .filter((id) => !known.includes(`"${id.toLowerCase()}"`))
      .filter((id) => ![...this.byHand.keys()].some((secret) => sameId(secret, id)));
  }
}

const difference = (one: ReadonlySet<string>, other: ReadonlySet<string>): string[] =>
  [...one].filter((key) => !other.has(key)).sort();

/** What Terraform said, where it failed: from its first error on, or these lines of it. */
function failed(name: string, { code, output }: { code: number; output: string }, lines?: RegExp): string[] {
  const said =
    lines === undefined ? output.slice(Math.max(0, output.indexOf("Error: "))) : output.match(lines)?.join("\n");
  return code === 0 ? [] : [`${name}: ${said ?? output}`];
}

/** In the order in which they go: what needs others first. */
function stages(names: readonly string[]): string[][] {
  const of = (prefix: string): string[] => names.filter((name) => name.startsWith(prefix));
  const before = [...of("hub-"), ...of("access-")];
  return [names.filter((name) => !before.includes(name)), of("access-"), of("hub-")];
}

/** Stacks that a new password concerns, though their JSON does not change: the hub that writes it, who reads it. */
function rotatedIn({ domains, environments }: Model, from?: Model): string[] {
  const isAnother = (one: DomainModel, before: DomainModel): boolean =>
    one.password !== before.password ||
    one.planned.some(({ name, password }) =>
      before.planned.some((job) => job.name === name && job.password !== password),
    );
  const rotated = domains.filter((one) =>
    from?.domains.some((before) => before.name === one.name && isAnother(one, before)),
  );
  return rotated.flatMap(({ name, subsidiary, external }) =>
    environments.flatMap((environment) => [
      ...(external ? [] : [`hub-${subsidiary}-${environment === "play" ? "development" : "production"}`]),
      `${subsidiary}-${environment}-${name}`,
    ]),
  );
}

function valueOf(variable: string, { domains }: Model): string {
  const secrets = domains.flatMap((domain) => [
    { owner: domain, name: domain.name },
    ...[...domain.planned, ...(domain.retired?.jobs ?? [])].map((job) => ({
      owner: job,
      name: `${domain.name}_${job.name}`,
    })),
  ]);
  const known = secrets.find(({ name }) => variable.endsWith(`_${name}_password`));
  return known === undefined ? "made-up" : passwordOf(known.owner);
}
