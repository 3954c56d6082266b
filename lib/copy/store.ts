import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { shortHash } from "../core/resource-name";
import { nameViolations } from "../core/resource-name";
import { Rule, refuse } from "../core/rule";
import { IDataFactory } from "../data-factory/data-factory";
import { Dataset, ILinkedService } from "../data-factory/dataset";
import { IIntegrationRuntime } from "../data-factory/integration-runtime";
import { foreignRuntime } from "../data-factory/own-factory";

const OWNER = new Rule({
  id: "copy/store-owner",
  why: "Whose data a store holds decides where it may be copied to, and that is decided at synthesis.",
  fix: "Give the store's subsidiaryName, as a literal.",
  source: "this library: subsidiaries and tiers",
});

/** Somewhere that data is copied from or to, as one factory knows it. */
export interface IStore extends ILinkedService {
  /** Legal entity whose data it holds. */
  readonly subsidiaryName: string;
  /** The runtime that reaches it, in the same factory; undefined where Azure's own does. */
  readonly runtime?: IIntegrationRuntime;
  /** Waits until the factory's rights on it, or on its secrets, count: for what uses it, such as a pipeline. */
  readonly rightsInEffect: ITerraformDependable[];
}

/** What every store can be given. */
export interface StoreProps {
  /** The factory that copies. */
  readonly dataFactory: IDataFactory;
  /** 1-260 characters, a letter first, no dash and none of `<>*#.%&:\+?/`. */
  readonly linkedServiceName: string;
  /** Legal entity whose data it holds. */
  readonly subsidiaryName: string;
  /**
   * The runtime that reaches it, in the same factory.
   *
   * @default - Azure's own, which reaches what is public
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

  /** @throws `data-factory/linked-service-name`, `data-factory/own-factory`, `copy/store-owner` */
  constructor(scope: Construct, id: string, props: StoreProps) {
    super(scope, id);
    const { dataFactory, linkedServiceName, subsidiaryName, runtime } = props;
    refuse(
      this,
      nameViolations("linkedService", linkedServiceName),
      foreignRuntime(dataFactory, runtime),
      OWNER.unlessKnown({ subsidiaryName }),
      OWNER.when(subsidiaryName.trim() === "", "no subsidiaryName"),
    );
    this.dataFactory = dataFactory;
    this.linkedServiceName = linkedServiceName;
    this.subsidiaryName = subsidiaryName;
    this.runtime = runtime;
  }

  /** The dataset of this store that `parts` name; asked twice, it is made once. @internal */
  protected _dataset(
    datasetType: string,
    parts: readonly string[],
    typeProperties: Record<string, unknown>,
    parameterNames?: string[],
  ): Dataset {
    const datasetName = dataset(this.linkedServiceName, parts);
    const id = `Dataset-${datasetName}`;
    return (
      (this.node.tryFindChild(id) as Dataset | undefined) ??
      new Dataset(this, id, { linkedService: this, datasetName, datasetType, typeProperties, parameterNames })
    );
  }
}

/** A name that Data Factory takes; a hash is appended where characters were lost, so that different parts stay apart. */
function dataset(linkedServiceName: string, parts: readonly string[]): string {
  const readable = parts.map((part) => part.replace(/[^A-Za-z0-9_]+/g, "_"));
  const faithful = readable.every((part, index) => part === parts[index]);
  return [linkedServiceName, ...readable, ...(faithful ? [] : [shortHash(parts.join("/"))])].join("_");
}
