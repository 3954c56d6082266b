/** What a domain's program could do without, one thing at a time, and what goes with it. */
import { Configuration } from "../../src/terraform";

type Json = Record<string, unknown>;

/** Something that is taken out of a stack. */
export interface TakenOut {
  /** `datasets/dwh_erp_Article`, `triggers/load`, `activity Copy articles of load`. */
  readonly what: string;
  readonly apply: (configuration: Configuration) => void;
}

/** A part of a factory, in Terraform and in Azure. */
interface Part {
  readonly address: string;
  /** `pipelines`, `datasets`, `linkedservices`, `credentials`, `triggers` or `containerGroups`. */
  readonly kind: string;
  readonly name: string;
  readonly block: Json;
}

const TRIGGER = "azurerm_data_factory_trigger_schedule";
const GROUP = "azurerm_container_group";
/** Without these a factory has no program at all. */
const ALWAYS = ["factory-identity", "secrets"];
const REFERENCES: Readonly<Record<string, string>> = {
  PipelineReference: "pipelines",
  DatasetReference: "datasets",
  LinkedServiceReference: "linkedservices",
  CredentialReference: "credentials",
};

/** Every trigger, store, dataset, credential, pipeline, job and activity of a stack. */
export function takenOutOf(configuration: Configuration): TakenOut[] {
  return partsOf(configuration).flatMap((part) => {
    const { kind, name, address } = part;
    const whole: TakenOut = { what: `${kind}/${name}`, apply: (copy) => new Removal(copy).part(address) };
    const activities = kind === "pipelines" && !isRun(part) ? activitiesOf(part) : [];
    const single = activities.map((activity) => ({
      what: `activity ${String(activity.name)} of ${name}`,
      apply: (copy: Configuration) => new Removal(copy).activity(address, String(activity.name)),
    }));
    return ALWAYS.includes(name) ? [] : [whole, ...(activities.length > 1 ? single : [])];
  });
}

/** The parts of a factory that a stack makes, and its jobs: `datasets/dwh_erp_Article`. */
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
  ];
}

const propertiesOf = ({ block }: Part): Json => (block.body as { properties: Json }).properties;
/** Whether it runs a job: then it is one piece, and no run without one of its steps. */
const isRun = (part: Part): boolean => JSON.stringify(propertiesOf(part)).includes("containerGroups/");
const activitiesOf = (part: Part): Json[] => propertiesOf(part).activities as Json[];

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

  /** Until nothing names what is gone, and no dataset is there that nothing uses. */
  private sweep(): void {
    for (let before = ""; before !== JSON.stringify(this.configuration);) {
      before = JSON.stringify(this.configuration);
      this.parts.forEach((part) => this.settle(part));
      const used = this.parts.flatMap(({ block }) => this.namesIn(block));
      this.parts
        .filter(({ kind, name }) => kind === "datasets" && !used.includes(`datasets/${name}`))
        .forEach(({ address }) => this.remove(address));
    }
    const addresses = Object.entries(this.configuration.resource ?? {}).flatMap(([type, byId]) =>
      Object.keys(byId).map((id) => `${type}.${id}`),
    );
    Object.values(this.configuration.resource ?? {})
      .flatMap((byId) => Object.values(byId))
      .filter(({ depends_on: needs }) => needs !== undefined)
      .forEach((block) => {
        block.depends_on = (block.depends_on as string[]).filter(
          (need) => need.startsWith("data.") || addresses.includes(need),
        );
      });
  }

  private settle(part: Part): void {
    if (part.kind === "pipelines" && !isRun(part)) {
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

  /** Parts that something names, and jobs by their IDs. */
  private namesIn(json: unknown): string[] {
    const text = JSON.stringify(json);
    const named = objectsIn(json).flatMap(({ type, referenceName }) => {
      const kind = REFERENCES[String(type)];
      return kind === undefined ? [] : `${kind}/${String(referenceName)}`;
    });
    const groups = [...text.matchAll(/containerGroups\/([\w-]+)/g)].map(([, name]) => `containerGroups/${name}`);
    return [...named, ...groups];
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
