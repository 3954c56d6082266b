/** What can be changed in a living deployment: for each kind, when, into what, and which stacks that concerns. */
import { Random } from "../chaos/random";
import {
  DomainModel,
  ENVIRONMENTS,
  EnvironmentName,
  ForwardModel,
  JobModel,
  LoadModel,
  Model,
  NodeModel,
  PlannedJobModel,
  Retired,
  changing,
  named,
  plannedOf,
  reachOf,
} from "./model";

/** One change, as it is written into a file. */
export interface Edit {
  readonly kind: string;
  /** Name of the domain that it concerns, or of what else. */
  readonly of?: string;
  /** Name of the load that it concerns. */
  readonly load?: string;
  /** Name of the planned job that it concerns. */
  readonly job?: string;
  /** What it becomes, or what is added. */
  readonly to?: unknown;
  /** Whether it is in one commit with the edit before it. */
  readonly together?: true;
}

/** What a model becomes in one commit. */
type Step = (model: Model) => Model;

/** What a kind of edit is. */
interface Kind {
  /** An edit of this kind that is possible now, with what is new named `fresh`; none where there is none. */
  readonly propose: (model: Model, random: Random, fresh: string) => Edit | undefined;
  /** What it does, commit by commit, to whatever the model is by then. */
  readonly steps: (edit: Edit) => readonly Step[];
  /** Stacks whose JSON it may change. */
  readonly concerns: (model: Model, edit: Edit) => readonly RegExp[];
}

const HUBS = /^hub-/;
const GATEWAY = /^gateway-/;

/** Stacks of a domain, and what it may. */
const ofDomain = (name: string): RegExp[] => [domainStack(name), accessStack(name)];
const domainStack = (name: string): RegExp => new RegExp(`^(?!access-|hub-)\\w+-\\w+-${name}$`);
const accessStack = (name: string): RegExp => new RegExp(`^access-\\w+-\\w+-${name}$`);

/** A domain's program alone changes, in one commit. */
function ofProgram(
  propose: (domain: DomainModel, random: Random, fresh: string) => Omit<Edit, "kind" | "of"> | undefined,
  change: (domain: DomainModel, edit: Edit) => DomainModel,
): Omit<Kind, "propose"> & {
  propose: (model: Model, random: Random, fresh: string) => Omit<Edit, "kind"> | undefined;
} {
  return {
    propose: ({ domains }, random, fresh) =>
      firstOf(domains, random, (domain) => {
        const proposed = propose(domain, random, fresh);
        return proposed && { of: domain.name, ...proposed };
      }),
    steps: (edit) => [(model) => withDomain(model, edit, (domain) => change(domain, edit))],
    concerns: (_, { of }) => [domainStack(of!)],
  };
}

/** What comes of the first that anything comes of, beginning anywhere. */
function firstOf<One, Result>(
  all: readonly One[],
  random: Random,
  make: (one: One) => Result | undefined,
): Result | undefined {
  const first = Math.floor(random.next() * all.length);
  for (const one of [...all.slice(first), ...all.slice(0, first)]) {
    const made = make(one);
    if (made !== undefined) {
      return made;
    }
  }
  return undefined;
}

function withDomain(model: Model, { of }: Edit, change: (domain: DomainModel) => DomainModel): Model {
  return { ...model, domains: changing(model.domains, of!, change) };
}

function withLoad(domain: DomainModel, { load }: Edit, change: (load: LoadModel) => LoadModel): DomainModel {
  return { ...domain, loads: changing(domain.loads, load!, change) };
}

function withJob(domain: DomainModel, edit: Edit, change: (job: JobModel) => JobModel): DomainModel {
  return withLoad(domain, edit, (load) => ({ ...load, job: change(load.job!) }));
}

const pickLoad = (domain: DomainModel, random: Random, fits: (load: LoadModel) => boolean = () => true) => {
  const fitting = domain.loads.filter(fits);
  return fitting.length === 0 ? undefined : random.pick(fitting);
};

/** Retires something of a domain, beside what else is changed; then it is planned no more. */
function retiring(edit: Edit, retired: Retired, change: (domain: DomainModel) => Partial<DomainModel> = () => ({})) {
  const planned = Object.fromEntries(Object.keys(retired).map((name) => [name, undefined]));
  return [
    (model: Model) =>
      withDomain(model, edit, (domain) => ({
        ...domain,
        ...change(domain),
        retired: { ...domain.retired, ...retired },
      })),
    (model: Model) => withDomain(model, edit, (domain) => ({ ...domain, retired: { ...domain.retired, ...planned } })),
  ] as const;
}

const hasJob = ({ job }: LoadModel): boolean => job !== undefined;

/** A job that comes as all others do. */
const newJob = (name: string, trace = false): JobModel => ({ name, tag: "1.0.0", trace, further: [] });

/** A service on premises that nothing reaches yet. */
const newForward = (fresh: string, subsidiary: ForwardModel["subsidiary"]): ForwardModel => ({
  name: `fwd${fresh}`,
  subsidiary,
  host: `sql${fresh}`,
  address: Number(fresh) + 10,
});

/** What a load of one table and perhaps a job is made of. */
export function newLoad(fresh: string, random: Random): LoadModel {
  const job = newJob(`job${fresh}`, random.next() < 0.3);
  return {
    name: `load${fresh}`,
    store: random.pick(["shop", "bank"]),
    tables: [`Table${fresh}`],
    hour: Math.floor(random.next() * 24),
    active: random.next() < 0.8,
    ...(random.next() < 0.6 ? { job } : {}),
  };
}

/** A domain with one load, whose job may come as itself. */
export function newDomain(
  fresh: string,
  subsidiary: DomainModel["subsidiary"],
  forward: string,
  random: Random,
): DomainModel {
  const load = newLoad(fresh, random);
  const ofItself = load.job !== undefined && random.next() < 0.3;
  return {
    name: `dom${fresh}`,
    subsidiary,
    access: random.pick(["identity", "key"] as const),
    runtime: random.next() < 0.25 ? "dedicated" : "shared",
    forwards: [forward],
    external: random.next() < 0.3,
    password: 1,
    loads: [load],
    planned: ofItself ? [{ name: load.job.name, forwards: [forward], password: 1 }] : [],
  };
}

const isLiving = ({ retired }: DomainModel): boolean => retired?.domain !== true;

const inHandoff = ({ handoffs }: Model, name: string): boolean =>
  handoffs.some(({ giver, taker }) => [giver, taker].includes(name));

const withoutHandoffs = (model: Model): DomainModel[] => model.domains.filter(({ name }) => !inHandoff(model, name));

const withoutDomain =
  ({ of }: Edit): Step =>
  (model) => ({ ...model, domains: model.domains.filter(({ name }) => name !== of) });

/** Without these forwards, where no domain plans them, no job of one, and no gateway exposes them. */
function withoutUnused(model: Model, forwards: readonly string[]): Model {
  const used = [...model.domains.flatMap(reachOf), ...model.exposed];
  return { ...model, forwards: model.forwards.filter(({ name }) => !forwards.includes(name) || used.includes(name)) };
}

/** Stacks of the domains that plan a forward, or a job of which does. */
const planning = ({ domains }: Model, forward: string): RegExp[] =>
  domains.filter((domain) => reachOf(domain).includes(forward)).map(({ name }) => domainStack(name));

/** A job that is to come as itself, with the forward that is its own alone. */
interface PlannedAnew {
  readonly job: PlannedJobModel;
  readonly forward?: ForwardModel;
}

/** One of the domain's loads runs it: its job comes as itself from now on, or it gets this one. */
const planJob: Kind = {
  propose: ({ domains }, random, fresh) =>
    firstOf(domains, random, (domain) => {
      const load = pickLoad(domain, random, ({ job }) => job === undefined || plannedOf(domain, job) === undefined);
      if (load === undefined || domain.planned.length > 1) {
        return undefined;
      }
      const forward = newForward(fresh, domain.subsidiary);
      const forwards = random.pick([[forward.name], [domain.forwards[0]], [domain.forwards[0], forward.name]]);
      const job: PlannedJobModel = { name: load.job?.name ?? `job${fresh}`, forwards, password: 1 };
      const to: PlannedAnew = forwards.includes(forward.name) ? { job, forward } : { job };
      return { kind: "", of: domain.name, load: load.name, to };
    }),
  steps: (edit) => {
    const { job, forward } = edit.to as PlannedAnew;
    return [
      (model) =>
        withDomain({ ...model, forwards: [...model.forwards, ...(forward ? [forward] : [])] }, edit, (domain) =>
          withLoad({ ...domain, planned: [...domain.planned, job] }, edit, (load) => ({
            ...load,
            job: load.job ?? newJob(job.name),
          })),
        ),
    ];
  },
  concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
};

/** Whatever runs it comes as all others do from now on. */
const takePlannedJobAway: Kind = {
  propose: ({ domains }, random) =>
    firstOf(domains, random, ({ name, planned }) =>
      planned.length === 0 ? undefined : { kind: "", of: name, job: random.pick(planned).name },
    ),
  steps: (edit) => {
    const { of, job } = edit;
    return [
      (model) => {
        const jobs = [named(named(model.domains, of!).planned, job!)];
        const [retire] = retiring(edit, { jobs }, ({ planned }) => ({
          planned: planned.filter((one) => one !== jobs[0]),
        }));
        return retire(model);
      },
      (model) => {
        const [, planNoMore] = retiring(edit, { jobs: [] });
        const { jobs = [] } = named(model.domains, of!).retired ?? {};
        return withoutUnused(
          planNoMore(model),
          jobs.flatMap(({ forwards }) => forwards),
        );
      },
    ];
  },
  concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
};

const addEnvironment: Kind = {
  propose: ({ environments }, random) => {
    const missing = ENVIRONMENTS.filter((name) => !environments.includes(name));
    return environments.length > 1 ? undefined : { kind: "", to: random.pick(missing) };
  },
  steps: ({ to }) => [
    (model) => ({
      ...model,
      environments: ENVIRONMENTS.filter((one) => one === to || model.environments.includes(one)),
    }),
  ],
  concerns: (_, { to }) => [HUBS, environmentStack(to as EnvironmentName)],
};

const environmentStack = (name: string): RegExp => new RegExp(`^(access-)?\\w+-${name}-`);

/** By kind. */
const ALL: Readonly<Record<string, ReturnType<typeof ofProgram> | Kind>> = {
  "add table": ofProgram(
    (domain, random, fresh) => ({ load: pickLoad(domain, random)?.name, to: `Table${fresh}` }),
    (domain, edit) => withLoad(domain, edit, (load) => ({ ...load, tables: [...load.tables, edit.to as string] })),
  ),
  "remove table": ofProgram(
    (domain, random) => {
      const load = pickLoad(domain, random, ({ tables, job }) => tables.length > (job === undefined ? 1 : 0));
      return load && { load: load.name, to: random.pick(load.tables) };
    },
    (domain, edit) =>
      withLoad(domain, edit, (load) => ({ ...load, tables: load.tables.filter((table) => table !== edit.to) })),
  ),
  "rename store": ofProgram(
    (domain, random, fresh) => {
      const load = pickLoad(domain, random, ({ tables }) => tables.length > 0);
      return load && { load: load.name, to: `store${fresh}` };
    },
    (domain, edit) => withLoad(domain, edit, (load) => ({ ...load, store: edit.to as string })),
  ),
  "add load": ofProgram(
    (_, random, fresh) => ({ to: newLoad(fresh, random) }),
    (domain, { to }) => ({ ...domain, loads: [...domain.loads, to as LoadModel] }),
  ),
  "remove load": ofProgram(
    (domain, random) => (domain.loads.length < 2 ? undefined : { load: random.pick(domain.loads).name }),
    (domain, { load }) => ({ ...domain, loads: domain.loads.filter(({ name }) => name !== load) }),
  ),
  "rename load": ofProgram(
    (domain, random, fresh) => ({ load: pickLoad(domain, random)!.name, to: `load${fresh}` }),
    (domain, edit) => withLoad(domain, edit, (load) => ({ ...load, name: edit.to as string })),
  ),
  "add job": ofProgram(
    (domain, random, fresh) => {
      const load = pickLoad(domain, random, (one) => !hasJob(one));
      return load && { load: load.name, to: newJob(`job${fresh}`) };
    },
    (domain, edit) => withLoad(domain, edit, (load) => ({ ...load, job: edit.to as JobModel })),
  ),
  "remove job": ofProgram(
    (domain, random) => {
      const load = pickLoad(domain, random, (one) => hasJob(one) && one.tables.length > 0);
      return load && { load: load.name };
    },
    (domain, edit) => withLoad(domain, edit, (load) => ({ ...load, job: undefined })),
  ),
  "rename job": ofProgram(
    (domain, random, fresh) => {
      const load = pickLoad(domain, random, hasJob);
      return load && { load: load.name, to: `job${fresh}` };
    },
    (domain, edit) => withJob(domain, edit, (job) => ({ ...job, name: edit.to as string })),
  ),
  "bump image": ofProgram(
    (domain, random, fresh) => {
      const load = pickLoad(domain, random, hasJob);
      return load && { load: load.name, to: `1.0.${fresh}` };
    },
    (domain, edit) => withJob(domain, edit, (job) => ({ ...job, tag: edit.to as string })),
  ),
  "switch trace": ofProgram(
    (domain, random) => {
      const load = pickLoad(domain, random, hasJob);
      return load && { load: load.name, to: !load.job!.trace };
    },
    (domain, edit) => withJob(domain, edit, (job) => ({ ...job, trace: edit.to as boolean })),
  ),
  "change schedule": ofProgram(
    (domain, random) => {
      const load = pickLoad(domain, random)!;
      return { load: load.name, to: (load.hour + 1) % 24 };
    },
    (domain, edit) => withLoad(domain, edit, (load) => ({ ...load, hour: edit.to as number })),
  ),
  "switch trigger": ofProgram(
    (domain, random) => {
      const load = pickLoad(domain, random)!;
      return { load: load.name, to: !load.active };
    },
    (domain, edit) => withLoad(domain, edit, (load) => ({ ...load, active: edit.to as boolean })),
  ),
  "rotate password": {
    propose: ({ domains }, random) => {
      const { name, password, planned } = random.pick(domains);
      const job = planned.length > 0 && random.next() < 0.5 ? random.pick(planned) : undefined;
      return { kind: "", of: name, job: job?.name, to: (job?.password ?? password) + 1 };
    },
    steps: (edit) => {
      const { job, to } = edit;
      const rotated = { password: to as number };
      const ofJob = (planned: DomainModel["planned"]) => changing(planned, job!, (one) => ({ ...one, ...rotated }));
      return [
        (model) =>
          withDomain(model, edit, (domain) => ({
            ...domain,
            ...(job === undefined ? rotated : { planned: ofJob(domain.planned) }),
          })),
      ];
    },
    concerns: () => [HUBS],
  },
  "add domain": {
    propose: ({ domains, forwards }, random, fresh) => {
      const { subsidiary, name } = random.pick(forwards);
      return domains.length > 2 ? undefined : { kind: "", to: newDomain(fresh, subsidiary, name, random) };
    },
    steps: ({ to }) => [(model) => ({ ...model, domains: [...model.domains, to as DomainModel] })],
    concerns: (_, { to }) => [HUBS, ...ofDomain((to as DomainModel).name)],
  },
  "retire domain": {
    propose: (model, random) => {
      const free = withoutHandoffs(model).filter(isLiving);
      return model.domains.filter(isLiving).length < 2 || free.length === 0
        ? undefined
        : { kind: "", of: random.pick(free).name };
    },
    steps: (edit) => [retiring(edit, { domain: true })[0]],
    concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
  },
  "bring domain back": {
    propose: ({ domains }, random) =>
      firstOf(domains, random, (domain) => (isLiving(domain) ? undefined : { kind: "", of: domain.name })),
    steps: (edit) => [retiring(edit, { domain: true })[1]],
    concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
  },
  "remove domain": {
    propose: (model, random) => {
      const [free, others] = [withoutHandoffs(model), model.domains.filter(isLiving)];
      const possible = free.filter((one) => others.some(({ name }) => name !== one.name));
      return possible.length === 0 ? undefined : { kind: "", of: random.pick(possible).name };
    },
    steps: (edit) => [retiring(edit, { domain: true })[0], withoutDomain(edit)],
    concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
  },
  "rename domain": {
    propose: (model, random, fresh) => {
      const free = withoutHandoffs(model);
      return free.length === 0 ? undefined : { kind: "", of: random.pick(free).name, to: `dom${fresh}` };
    },
    steps: (edit) => [
      (model) => {
        const renamed = { ...named(model.domains, edit.of!), name: edit.to as string, retired: undefined };
        return { ...model, domains: [...model.domains, renamed] };
      },
      retiring(edit, { domain: true })[0],
      withoutDomain(edit),
    ],
    concerns: (_, { of, to }) => [HUBS, ...ofDomain(of!), ...ofDomain(to as string)],
  },
  "switch relay access": {
    propose: ({ domains }, random) => {
      const { name, access } = random.pick(domains);
      return { kind: "", of: name, to: access === "key" ? "identity" : "key" };
    },
    steps: (edit) => retiring(edit, { access: true }, () => ({ access: edit.to as DomainModel["access"] })),
    concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
  },
  "switch runtime": {
    propose: ({ domains }, random) => {
      const { name, runtime } = random.pick(domains);
      return { kind: "", of: name, to: runtime === "shared" ? "dedicated" : "shared" };
    },
    steps: (edit) => retiring(edit, { runtime: true }, () => ({ runtime: edit.to as DomainModel["runtime"] })),
    concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
  },
  "add forward": {
    propose: ({ domains }, random, fresh) => {
      const { name, subsidiary, loads } = random.pick(domains);
      return { kind: "", of: name, load: loads.find(hasJob)?.name, to: newForward(fresh, subsidiary) };
    },
    steps: (edit) => {
      const forward = edit.to as ForwardModel;
      const use = (job: JobModel) => ({ ...job, further: [...job.further, forward.name] });
      return [
        (model) =>
          withDomain({ ...model, forwards: [...model.forwards, forward] }, edit, (domain) => {
            const planned = { ...domain, forwards: [...domain.forwards, forward.name] };
            return edit.load === undefined ? planned : withJob(planned, edit, use);
          }),
      ];
    },
    concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
  },
  "take forward away": {
    propose: ({ domains }, random) =>
      firstOf(domains, random, ({ name, forwards }) =>
        forwards.length < 2 ? undefined : { kind: "", of: name, to: forwards.at(-1) },
      ),
    steps: (edit) => {
      const kept = (names: readonly string[]) => names.filter((name) => name !== edit.to);
      const unused = (load: LoadModel): LoadModel =>
        load.job === undefined ? load : { ...load, job: { ...load.job, further: kept(load.job.further) } };
      const [retire, planNoMore] = retiring(edit, { forwards: [edit.to as string] }, ({ forwards, loads }) => ({
        forwards: kept(forwards),
        loads: loads.map(unused),
      }));
      return [retire, (model) => withoutUnused(planNoMore(model), [edit.to as string])];
    },
    concerns: (_, { of }) => [HUBS, ...ofDomain(of!)],
  },
  "move forward": {
    propose: ({ forwards }, random, fresh) => ({ kind: "", of: random.pick(forwards).name, to: `sql${fresh}` }),
    steps: ({ of, to }) => [
      (model) => ({
        ...model,
        forwards: changing(model.forwards, of!, (forward) => ({ ...forward, host: to as string })),
      }),
    ],
    concerns: (model, { of }) => [HUBS, ...planning(model, of!), ...(model.exposed.includes(of!) ? [GATEWAY] : [])],
  },
  "plan job": planJob,
  "take planned job away": takePlannedJobAway,
  "add handoff": {
    propose: ({ domains, handoffs }, random, fresh) => {
      const giver = random.pick(domains);
      const takers = domains.filter(({ subsidiary }) => subsidiary !== giver.subsidiary);
      return takers.length === 0 || handoffs.length > 1
        ? undefined
        : { kind: "", to: { name: `hand${fresh}`, giver: giver.name, taker: random.pick(takers).name } };
    },
    steps: ({ to }) => [(model) => ({ ...model, handoffs: [...model.handoffs, to as Model["handoffs"][number]] })],
    concerns: (_, { to }) => {
      const { giver, taker } = to as Model["handoffs"][number];
      return [HUBS, ...ofDomain(giver), ...ofDomain(taker)];
    },
  },
  "take handoff away": {
    propose: ({ handoffs }, random) =>
      handoffs.length === 0 ? undefined : { kind: "", of: random.pick(handoffs).name },
    steps: ({ of }) => [
      (model) => ({
        ...model,
        handoffs: changing(model.handoffs, of!, (handoff) => ({ ...handoff, retired: true })),
      }),
      (model) => ({ ...model, handoffs: model.handoffs.filter(({ name }) => name !== of) }),
    ],
    concerns: ({ handoffs }, { of }) => {
      const { giver, taker } = named(handoffs, of!);
      return [HUBS, ...ofDomain(giver), ...ofDomain(taker)];
    },
  },
  "plan node": {
    propose: ({ forwards }, random, fresh) => {
      const node: NodeModel = { name: `IR-N${fresh}`, subsidiary: random.pick(forwards).subsidiary };
      return { kind: "", to: node };
    },
    steps: ({ to }) => [(model) => ({ ...model, nodes: [...model.nodes, to as NodeModel] })],
    concerns: () => [],
  },
  "add environment": addEnvironment,
  "remove environment": {
    propose: ({ environments }, random) =>
      environments.length < 2 ? undefined : { kind: "", of: random.pick(environments.slice(1)) },
    steps: ({ of }) => [
      (model) => ({ ...model, retiredEnvironments: [...(model.retiredEnvironments ?? []), of as EnvironmentName] }),
      ({ retiredEnvironments, ...model }) => ({
        ...model,
        environments: model.environments.filter((name) => name !== of),
        retiredEnvironments: retiredEnvironments!.filter((name) => name !== of),
      }),
    ],
    concerns: (_, { of }) => [HUBS, environmentStack(of!)],
  },
  "expose forward": {
    propose: ({ forwards, exposed }, random) => {
      const hidden = forwards.filter(({ name, subsidiary }) => subsidiary === "retail" && !exposed.includes(name));
      return hidden.length === 0 ? undefined : { kind: "", of: random.pick(hidden).name };
    },
    steps: ({ of }) => [(model) => ({ ...model, exposed: [...model.exposed, of!] })],
    concerns: () => [HUBS, GATEWAY],
  },
  "hide forward": {
    propose: ({ exposed }, random) => (exposed.length === 0 ? undefined : { kind: "", of: random.pick(exposed) }),
    steps: ({ of }) => [(model) => ({ ...model, exposed: model.exposed.filter((name) => name !== of) })],
    concerns: () => [HUBS, GATEWAY],
  },
  "change operators": {
    propose: ({ operators }) => ({ kind: "", to: operators === 1 ? 2 : 1 }),
    steps: ({ to }) => [(model) => ({ ...model, operators: to as number })],
    concerns: () => [HUBS],
  },
};

/** What is done with a domain that is about to go; nothing else is. */
const OF_THE_RETIRED = ["bring domain back", "remove domain"];

/** What another kind does, undone. */
const UNDOES: Readonly<Record<string, string>> = {
  "bring domain back": "retire domain",
  "hide forward": "expose forward",
};

/** Every kind of edit. */
export const KINDS: readonly string[] = Object.keys(ALL);

/** What needs something that is seldom there is proposed so many times as often as all else. */
const SELDOM: Readonly<Record<string, number>> = {
  "add load": 2,
  "remove load": 8,
  "retire domain": 2,
  "bring domain back": 6,
  "remove domain": 2,
  "rename domain": 2,
  "add forward": 2,
  "take forward away": 6,
  "plan job": 2,
  "take planned job away": 2,
  "take handoff away": 2,
  "add environment": 2,
  "remove environment": 2,
  "hide forward": 3,
};
const PROPOSED = KINDS.flatMap((kind) => Array.from({ length: SELDOM[kind] ?? 1 }, () => kind));

/** An edit that is possible now; none where it is not, of a kind that chance picks. */
export function proposed(model: Model, random: Random, fresh: string): Edit | undefined {
  const kind = random.pick(PROPOSED);
  const living = { ...model, domains: model.domains.filter(isLiving) };
  const edit = ALL[kind].propose(OF_THE_RETIRED.includes(kind) ? model : living, random, fresh);
  return edit && { ...edit, kind };
}

/**
 * What the model becomes, commit by commit, where these are rolled out together: what any of them takes away is retired
 * in the first. @throws where there is nothing to edit
 */
export function commitsOf(model: Model, edits: readonly Edit[]): Model[] {
  const steps = edits.map((edit) => kindOf(edit).steps(edit));
  const commits = [model];
  for (let index = 0; steps.some(({ length }) => index < length); index++) {
    commits.push(steps.reduce((now, step) => step[index]?.(now) ?? now, commits[index]));
  }
  return commits.slice(1);
}

/** What the model becomes of edits that are rolled out one after the other. @throws where there is nothing to edit */
export function edited(model: Model, edits: readonly Edit[]): Model {
  return edits.reduce((now, edit) => commitsOf(now, [edit]).at(-1)!, model);
}

/**
 * Whether edits can be in one commit: none is of what another is of or plans what another retires, and together they do
 * what they do in turn.
 */
export function agree(model: Model, edits: readonly Edit[]): boolean {
  const subjects = edits.map(({ kind, of = "", load = "", job = "" }) =>
    [UNDOES[kind] ?? kind, of, load, job].join(" "),
  );
  const commits = commitsOf(model, edits);
  return (
    new Set(subjects).size === edits.length &&
    !commits.some(({ domains }) => domains.some(plansWhatGoes)) &&
    JSON.stringify(commits.at(-1)) === JSON.stringify(edited(model, edits))
  );
}

/** Whether a job is planned beside one of its name that is about to go. */
const plansWhatGoes = (domain: DomainModel): boolean =>
  (domain.retired?.jobs ?? []).some((job) => plannedOf(domain, job) !== undefined);

/** Edits by commit. */
export function rolloutsOf(edits: readonly Edit[]): Edit[][] {
  const rollouts: Edit[][] = [];
  edits.forEach((edit) => (edit.together === true ? rollouts.at(-1)!.push(edit) : rollouts.push([edit])));
  return rollouts;
}

/** Stacks whose JSON edits may change. */
export function concernedBy(model: Model, edits: readonly Edit[]): readonly RegExp[] {
  return edits.flatMap((edit, index) => kindOf(edit).concerns(edited(model, edits.slice(0, index)), edit));
}

function kindOf({ kind }: Edit) {
  if (ALL[kind] === undefined) {
    throw new Error(`There is no edit "${kind}". There are: ${KINDS.join(", ")}.`);
  }
  return ALL[kind];
}
