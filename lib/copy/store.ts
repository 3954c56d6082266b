import { ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { shortHash, unknownNameViolations } from "../core/resource-name";
import { Rule, Violation, refuse } from "../core/rule";
import { underscored } from "../core/words";
import { addPart, partNameViolations } from "../data-factory/add-part";
import { IDataFactory } from "../data-factory/data-factory";
import { Dataset, ILinkedService } from "../data-factory/dataset";
import { IFactoryPart } from "../data-factory/factory-part";
import { IIntegrationRuntime } from "../data-factory/integration-runtime";
import { foreignParts, foreignRuntime } from "../data-factory/own-factory";
import { ISecret } from "../vault/secret";
import { IDataDomain, StoreReach } from "./data-domain";

const OWNER = new Rule({
  id: "copy/store-owner",
  why: "Whose data a store holds decides where it may be copied to, and that is decided at synthesis.",
  fix: "Give the store its subsidiaryName.",
  source: "this library: subsidiaries and tiers",
});

const ONE_DATASET = new Rule({
  id: "copy/one-dataset",
  why: "A factory has one dataset of a name, whatever its case, so one copy would read or write what another one names.",
  fix: "Write a table's name in one case everywhere, and give every dataset of a CustomStore a datasetName of its own.",
  source: "Microsoft: Azure Data Factory naming rules",
});

/** Somewhere that data is copied from or to, as one factory knows it. */
export interface IStore extends ILinkedService {
  /** Legal entity whose data it holds. */
  readonly subsidiaryName: string;
  /** The runtime that reaches it, in the same factory; undefined where Azure's own does. */
  readonly runtime?: IIntegrationRuntime;
  /** Waits until the factory's rights on it, or on its secrets, count: for what starts a copy, such as a trigger. */
  readonly rightsInEffect: ITerraformDependable[];
}

/** What every store can be given. */
export interface StoreProps {
  /** What it lies within: a `SourceDomain`, or a {@link DataDomain} where there is no plan. */
  readonly within: IDataDomain;
  /**
   * Name in its factory: 1-260 characters, a letter first, no dash and none of `<>*#.%&:\+?/`.
   *
   * @default - the construct's ID in lowercase, its words joined with underscores
   */
  readonly linkedServiceName?: string;
  /**
   * Legal entity whose data it holds.
   *
   * @default - that of what it lies within
   */
  readonly subsidiaryName?: string;
  /**
   * The runtime that reaches it, in the same factory.
   *
   * @default - of a SqlServerStore, that of what it lies within; of any other, Azure's own, which reaches what is public
   */
  readonly runtime?: IIntegrationRuntime;
}

/** What all stores have in common. */
export abstract class Store extends Construct implements IStore {
  public readonly dataFactory: IDataFactory;
  public readonly linkedServiceName: string;
  public readonly subsidiaryName: string;
  public readonly runtime?: IIntegrationRuntime;
  public abstract readonly dependable: ITerraformDependable;
  public abstract readonly rightsInEffect: ITerraformDependable[];
  private readonly within: IDataDomain;
  /** Its datasets by their names in lowercase, each with what it was made from. */
  private readonly made = new Map<string, { readonly dataset: Dataset; readonly definition: string }>();

  /**
   * @param reach what it would reach, for what it lies within to judge
   * @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `copy/store-owner`,
   * and what speaks against it in what it lies within
   */
  constructor(scope: Construct, id: string, props: StoreProps, reach: StoreReach = {}) {
    super(scope, id);
    const { within, runtime, linkedServiceName = underscored(id) } = props;
    const { dataFactory } = within;
    const subsidiaryName = props.subsidiaryName ?? within.subsidiaryName;
    refuse(
      this,
      within.judge({ ...reach, subsidiaryName: props.subsidiaryName }),
      partNameViolations(this, "linked service", { dataFactory, name: linkedServiceName }),
      foreignRuntime(dataFactory, runtime),
      OWNER.unlessKnown({ subsidiaryName }),
      OWNER.when(subsidiaryName.trim() === "", "no subsidiaryName"),
      Token.isUnresolved(subsidiaryName) ? [] : runtimeOwnerViolations(subsidiaryName, runtime),
    );
    this.within = within;
    this.dataFactory = dataFactory;
    this.linkedServiceName = linkedServiceName;
    this.subsidiaryName = subsidiaryName;
    this.runtime = runtime;
  }

  /** @throws what speaks against its reaching this in what it lies within @internal */
  protected _refuseReach(reach: StoreReach): void {
    refuse(this, this.within.judge(reach));
  }

  /** Lets the factory read secrets of the linked service, and says where each is, as Data Factory reads it. @throws `copy/data-domain`, `data-factory/own-vault`, and what speaks against it in what it lies within @internal */
  protected _secrets<Name extends string>(secrets: Readonly<Record<Name, ISecret>>): StoreSecrets<Name> {
    const names = Object.keys(secrets) as Name[];
    if (names.length === 0) {
      return { json: {} as Record<Name, never>, rightsInEffect: [] };
    }
    const keyVault = this.within.keyVaultLinkedService; // asked for, a domain makes it
    refuse(
      this,
      foreignParts(this.dataFactory, [keyVault]),
      this.within.judge({ secrets: names.map((name) => secrets[name]) }),
    );
    const json = Object.fromEntries(names.map((name) => [name, keyVault._read(secrets[name])]));
    return {
      json: json as Record<Name, Record<string, unknown>>,
      keyVault,
      rightsInEffect: keyVault._rightsInEffect(),
    };
  }

  /** Makes the linked service, once its runtime and the further part that it names are there. @throws `data-factory/by-text` @internal */
  protected _addLinkedService(
    linkedServiceType: string,
    typeProperties: Record<string, unknown>,
    named?: IFactoryPart,
  ): ITerraformDependable {
    const { dataFactory, runtime } = this;
    return addPart(this, "linked service", {
      dataFactory,
      name: this.linkedServiceName,
      body: {
        type: linkedServiceType,
        connectVia: runtime && { referenceName: runtime.runtimeName, type: "IntegrationRuntimeReference" },
        typeProperties,
      },
      after: [named?.dependable, ...(runtime?.dependencies ?? [])],
    });
  }

  /** The dataset of this store that `parts` name; asked twice, it is made once. @throws `core/known-name`, `copy/one-dataset`, `data-factory/one-name` @internal */
  protected _addDataset(
    datasetType: string,
    parts: readonly string[],
    typeProperties: Record<string, unknown>,
    parameterNames?: string[],
  ): Dataset {
    refuse(
      this,
      unknownNameViolations(
        Object.fromEntries(parts.map((part, index) => [`part ${index + 1} of a dataset's name`, part])),
      ),
    );
    const datasetName = dataset(this.linkedServiceName, parts);
    const key = datasetName.toLowerCase();
    const definition = `${datasetType} ${JSON.stringify(typeProperties)}`;
    const known = this.made.get(key);
    refuse(
      this,
      ONE_DATASET.when(
        known !== undefined && known.definition !== definition,
        `${definition} as ${datasetName}, which is ${known?.definition} already`,
      ),
    );
    const props = { linkedService: this, datasetName, datasetType, typeProperties, parameterNames };
    const made = known?.dataset ?? new Dataset(this, `Dataset-${datasetName}`, props);
    this.made.set(key, { dataset: made, definition });
    return made;
  }
}

/** Secrets of a linked service, as Data Factory reads them. */
interface StoreSecrets<Name extends string> {
  readonly json: Readonly<Record<Name, Record<string, unknown>>>;
  /** By which it reads them; none where there are none. */
  readonly keyVault?: IFactoryPart;
  readonly rightsInEffect: ITerraformDependable[];
}

function runtimeOwnerViolations(subsidiaryName: string, runtime: IIntegrationRuntime | undefined): Violation[] {
  const mover = runtime?.sharedRuntime;
  return OWNER.when(
    mover !== undefined && mover.subsidiaryName !== subsidiaryName,
    `a store of ${subsidiaryName} behind the runtime ${mover?.runtimeName} of ${mover?.subsidiaryName}`,
    "A runtime moves its own subsidiary's data: give the store its own, or leave it out, since a copy runs on that of its other end.",
  );
}

/**
 * A name that Data Factory takes; a hash is appended where characters were lost, or where an underscore could as well
 * be the one between two parts, so that different parts stay apart.
 */
function dataset(linkedServiceName: string, parts: readonly string[]): string {
  const readable = parts.map((part) => part.replace(/[^A-Za-z0-9_]+/g, "_"));
  const faithful =
    readable.every((part, index) => part === parts[index]) && !parts.slice(0, -1).some((part) => part.includes("_"));
  return [linkedServiceName, ...readable, ...(faithful ? [] : [shortHash(parts.join("/"))])].join("_");
}
