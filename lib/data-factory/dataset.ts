import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addPart } from "./add-part";
import { IDataFactory } from "./data-factory";
import { IFactoryPart } from "./factory-part";
import { textDefaults } from "./text-defaults";

/** A linked service, as other parts of its factory know it. */
export interface ILinkedService extends IFactoryPart {
  /** Name within its factory. */
  readonly linkedServiceName: string;
}

/** How to make a {@link Dataset}. */
export interface DatasetProps {
  /** The linked service that leads to the data. */
  readonly linkedService: ILinkedService;
  /** 1-260 characters, a letter first, no dash and none of `<>*#.%&:\+?/`. */
  readonly datasetName: string;
  /** What Data Factory calls the kind of dataset, for example `SqlServerTable`. */
  readonly datasetType: string;
  /** Its `typeProperties`, as Data Factory documents them for the type. */
  readonly typeProperties: Record<string, unknown>;
  /**
   * Names of texts that whoever uses it gives.
   *
   * @default - none
   */
  readonly parameterNames?: string[];
}

/** The reader may have given no name of a dataset. */
const NAMED_BY_STORE =
  "A dataset that a store makes is named after the store's linked service: there, give that another name.";

/** A dataset of any type, in the factory of its linked service. */
export class Dataset extends Construct implements IFactoryPart {
  public readonly dataFactory: IDataFactory;
  public readonly dependable: ITerraformDependable;
  /** Name within its factory. */
  public readonly datasetName: string;

  /** @throws `core/known-name`, `data-factory/dataset-name`, `data-factory/one-name`, `data-factory/by-text` */
  constructor(scope: Construct, id: string, props: DatasetProps) {
    super(scope, id);
    const { linkedService, datasetName } = props;
    this.dependable = addPart(this, "dataset", {
      dataFactory: linkedService.dataFactory,
      name: datasetName,
      advice: NAMED_BY_STORE,
      body: {
        type: props.datasetType,
        linkedServiceName: { referenceName: linkedService.linkedServiceName, type: "LinkedServiceReference" },
        parameters: textDefaults((props.parameterNames ?? []).map((name) => [name, ""])),
        typeProperties: props.typeProperties,
      },
      after: [linkedService.dependable],
    });
    this.dataFactory = linkedService.dataFactory;
    this.datasetName = datasetName;
  }
}
