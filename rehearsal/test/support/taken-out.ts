/** What a domain's program could do without, one thing at a time, and what goes with it. */
import { Configuration, addressesOf } from "../../src/terraform";

type Json = Record<string, unknown>;

/** Something that is taken out of a stack. */
export interface TakenOut {
  /** `datasets/dwh_erp_Article`, `triggers/load`, `activity Copy articles of load`. */
  readonly what: string;
  readonly apply: (configuration: Configuration) => void;
}

/** A part of a factory, a job, or where its runs leave their traces, in Terraform and in Azure. */
interface Part {
  readonly address: string;
  /** `pipelines`, `datasets`, `linkedservices`, `credentials`, `triggers`, `containerGroups`, `shares`, `storageAccounts`. */
  readonly kind: string;
  readonly name: string;
  readonly block: Json;
}

const TRIGGER = "azurerm_data_factory_trigger_schedule";
const GROUP = "azurerm_container_group";
/** In Terraform they are known by their addresses. */
const STORAGE: Readonly<Record<string, string>> = {
  azurerm_storage_share: "shares",
  azurerm_storage_account: "storageAccounts",
};
/** What is there for as long as something names it, and no longer. */
const FOR_OTHERS = ["datasets", ...Object.values(STORAGE)];
/** Without these a factory has no program at all. */
const ALWAYS = ["factory-identity", "secrets"];
const REFERENCES: Readonly<Record<string, string>> = {
  PipelineReference: "pipelines",
  DatasetReference: "datasets",
  LinkedServiceReference: "linkedservices",
  CredentialReference: "credentials",
};

/** Every trigger, store, dataset, credential, pipeline, job, share and activity of a stack. */
export function takenOutOf(configuration: Configuration): TakenOut[] {
  return partsOf(configuration).flatMap((part) => {
    const { kind, name, address } = part;
    const whole: TakenOut = { what: `${kind}/${name}`, apply: (copy) => new Removal(copy).part(address) };
    const activities = kind === "pipelines" && !isOnePiece(part) ? activitiesOf(part) : [];
    const single = activities.map((activity) => ({
      what: `activity ${String(activity.name)} of ${name}`,
      apply: (copy: Configuration) => new Removal(copy).activity(address, String(activity.name)),
    }));
    return ALWAYS.includes(name) ? [] : [whole, ...(activities.length > 1 ? single : [])];
  });
}

/** Things that leave the same behind when any of them is taken out. */
interface Change {
  readonly what: readonly string[];
  /** Addresses of what goes with them, or is other then. */
  readonly touched: readonly string[];
  readonly apply: TakenOut["apply"];
}

/** What one rollout takes out. */
export interface Round {
  readonly what: readonly string[];
  readonly configuration: Configuration;
}

/**
 * Everything taken out of a stack once, in few rollouts: things that leave the same behind are one, and things that touch
 * nothing in common go together.
 */
export function roundsOf(whole: Configuration): Round[] {
  const changes = new Map<string, Change>();
  takenOutOf(whole).forEach(({ what, apply }) => {
    const without = applied(whole, [apply]);
    const left = JSON.stringify(without);
    const change = changes.get(left) ?? { what: [], touched: touched(whole, without), apply };
    changes.set(left, { ...change, what: [...change.what, what] });
  });
  const rounds: Change[][] = [];
  [...changes.values()]
    .sort((one, other) => other.touched.length - one.touched.length)
    .forEach((change) => {
      const isFree = (address: string): boolean => !change.touched.includes(address);
      const free = rounds.find((round) => round.every((other) => other.touched.every(isFree)));
      if (free === undefined) {
        rounds.push([change]);
      } else {
        free.push(change);
      }
    });
  return rounds.map((round) => ({
    what: round.flatMap(({ what }) => what),
    configuration: applied(
      whole,
      round.map(({ apply }) => apply),
    ),
  }));
}

function applied(whole: Configuration, changes: readonly TakenOut["apply"][]): Configuration {
  const copy = structuredClone(whole);
  changes.forEach((apply) => apply(copy));
  return copy;
}

/** Addresses of what is gone, or other than it was. */
function touched(whole: Configuration, without: Configuration): string[] {
  const block = ({ resource = {} }: Configuration, address: string): string => {
    const [type, id] = address.split(".");
    return JSON.stringify(resource[type]?.[id] ?? "");
  };
  return addressesOf(whole).filter((address) => block(whole, address) !== block(without, address));
}

/** Addresses that are there whatever is taken out: a factory that does nothing. */
export function neverTakenOut(configuration: Configuration): string[] {
  const goes = takenOutOf(configuration).flatMap(({ apply }) => {
    const left = addressesOf(applied(configuration, [apply]));
    return addressesOf(configuration).filter((address) => !left.includes(address));
  });
  return addressesOf(configuration).filter((address) => !goes.includes(address));
}

/** The parts of a factory that a stack makes, its jobs, and where they leave traces: `datasets/dwh_erp_Article`. */
export function partNames(configuration: Configuration): string[] {
  return partsOf(configuration).map(({ kind, name }) => `${kind}/${name}`);
}

function partsOf({ resource = {} }: Configuration): Part[] {
  const ofType = (type: string, kind: (block: Json) => string | undefined): Part[] =>
    Object.entries(resource[type] ?? {}).flatMap(([id, block]) => {
      const called = kind(block);
      return called === undefined ? [] : [{ address: `${type}.${id}`, kind: called, name: String(block.name), block }];
    });
  return [
    ...ofType(
      "azapi_resource",
      ({ type }) => /\/factories\/(pipelines|datasets|linkedservices|credentials)@/.exec(String(type))?.[1],
    ),
    ...ofType(TRIGGER, () => "triggers"),
    ...ofType(GROUP, () => "containerGroups"),
    ...Object.entries(STORAGE).flatMap(([type, kind]) => ofType(type, () => kind)),
  ];
}

const propertiesOf = ({ block }: Part): Json => (block.body as { properties: Json }).properties;
const activitiesOf = (part: Part): Json[] => propertiesOf(part).activities as Json[];
/** Whether it runs a job, or takes a handoff: then it is one piece, and neither without one of its steps. */
const isOnePiece = (part: Part): boolean =>
  JSON.stringify(propertiesOf(part)).includes("containerGroups/") ||
  activitiesOf(part).some(({ name }) => name === "Read manifest");

/** An object, and all that are within it. */
function objectsIn(json: unknown): Json[] {
  if (typeof json !== "object" || json === null) {
    return [];
  }
  const within = Object.values(json).flatMap(objectsIn);
  return Array.isArray(json) ? within : [json as Json, ...within];
}

/** Takes something out, and whatever makes no sense without it. */
class Removal {
  constructor(private readonly configuration: Configuration) {}

  public part(address: string): void {
    this.remove(address);
    this.sweep();
  }

  public activity(address: string, name: string): void {
    const pipeline = this.parts.find((part) => part.address === address)!;
    this.keep(pipeline, (activity) => activity.name !== name);
    this.sweep();
  }

  private get parts(): Part[] {
    return partsOf(this.configuration);
  }

  /** Until nothing names what is gone, and nothing is there, or read, that only this needed. */
  private sweep(): void {
    for (let before = ""; before !== JSON.stringify(this.configuration);) {
      before = JSON.stringify(this.configuration);
      this.parts.forEach((part) => this.settle(part));
      const used = this.parts.flatMap(({ block }) => this.namesIn(block));
      this.parts
        .filter(({ kind, name }) => FOR_OTHERS.includes(kind) && !used.includes(`${kind}/${name}`))
        .forEach(({ address }) => this.remove(address));
    }
    this.forgetIdentities();
    this.forgetSecrets();
    const addresses = addressesOf(this.configuration);
    Object.values(this.configuration.resource ?? {})
      .flatMap((byId) => Object.values(byId))
      .filter(({ depends_on: needs }) => needs !== undefined)
      .forEach((block) => {
        block.depends_on = (block.depends_on as string[]).filter(
          (need) => need.startsWith("data.") || addresses.includes(need),
        );
      });
  }

  /** A factory comes as those alone that its credentials name. */
  private forgetIdentities(): void {
    const named = this.parts.filter(({ kind }) => kind === "credentials").map(({ block }) => JSON.stringify(block));
    Object.values(this.configuration.resource?.azurerm_data_factory ?? {}).forEach(({ identity }) => {
      const given = identity as { identity_ids: string[] };
      given.identity_ids = given.identity_ids.filter((id) => named.some((credential) => credential.includes(id)));
    });
  }

  /** What is looked up in a vault is what something needs. */
  private forgetSecrets(): void {
    const { data = {}, ...others } = this.configuration;
    const text = JSON.stringify(others);
    Object.entries(data).forEach(([type, byId]) => {
      Object.keys(byId)
        .filter((id) => !text.includes(`data.${type}.${id}.`))
        .forEach((id) => delete byId[id]);
      if (Object.keys(byId).length === 0) {
        delete data[type];
      }
    });
    if (Object.keys(data).length === 0) {
      delete this.configuration.data;
    }
  }

  private settle(part: Part): void {
    if (part.kind === "pipelines" && !isOnePiece(part)) {
      this.keep(part, (activity) => !this.isBroken(activity));
    } else if (part.kind === "triggers") {
      const names = (part.block.pipeline as Json[]).map(({ name }) => `pipelines/${String(name)}`);
      if (names.some((name) => !this.there.includes(name))) {
        this.remove(part.address);
      }
    } else if (this.isBroken(part.block)) {
      this.remove(part.address);
    }
  }

  /**
   * Keeps these activities, but for those that look at one that goes; they wait for what that waited for. Without any the
   * pipeline goes.
   */
  private keep(pipeline: Part, fits: (activity: Json) => boolean): void {
    const [all, first] = [activitiesOf(pipeline), activitiesOf(pipeline).filter(fits)];
    const gone = all.filter((activity) => !first.includes(activity)).map(({ name }) => `activity('${String(name)}')`);
    const kept = first.filter((activity) => !gone.some((look) => JSON.stringify(activity).includes(look)));
    if (kept.length < first.length) {
      this.keep(pipeline, (activity) => kept.includes(activity));
      return;
    }
    const waitsOf = (activity: Json): Json[] =>
      ((activity.dependsOn ?? []) as Json[]).flatMap((wait) => {
        const awaited = all.find(({ name }) => name === wait.activity);
        return awaited === undefined || kept.includes(awaited) ? [wait] : waitsOf(awaited);
      });
    const waits = kept.map(waitsOf);
    kept.forEach((activity, index) => (activity.dependsOn = waits[index]));
    propertiesOf(pipeline).activities = kept;
    if (kept.length === 0) {
      this.remove(pipeline.address);
    }
  }

  private get there(): string[] {
    return this.parts.map(({ kind, name }) => `${kind}/${name}`);
  }

  /** Whether this names a part that is not there. */
  private isBroken(json: unknown): boolean {
    const { there } = this;
    return this.namesIn(json).some((name) => !there.includes(name));
  }

  /** Parts that something names, jobs by their IDs, and storage by its address. */
  private namesIn(json: unknown): string[] {
    const text = JSON.stringify(json);
    const named = objectsIn(json).flatMap(({ type, referenceName }) => {
      const kind = REFERENCES[String(type)];
      return kind === undefined ? [] : `${kind}/${String(referenceName)}`;
    });
    const groups = [...text.matchAll(/containerGroups\/([\w-]+)/g)].map(([, name]) => `containerGroups/${name}`);
    const storage = [...text.matchAll(/(?<![\w.])azurerm_storage_(?:share|account)\.[\w-]+/g)].map(([address]) => {
      const part = this.parts.find((one) => one.address === address);
      return part === undefined ? address : `${part.kind}/${part.name}`;
    });
    return [...named, ...groups, ...storage];
  }

  private remove(address: string): void {
    const [type, id] = address.split(".");
    const { resource = {} } = this.configuration;
    delete resource[type][id];
    if (Object.keys(resource[type]).length === 0) {
      delete resource[type]; // Terraform wants at least one
    }
  }
}
