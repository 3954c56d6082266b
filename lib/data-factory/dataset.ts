import { DataFactoryCustomDataset } from "@cdktf/provider-azurerm/lib/data-factory-custom-dataset";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { nameViolations } from "../core/resource-name";
import { refuse } from "../core/rule";
import { IDataFactory } from "./data-factory";
import { IFactoryPart } from "./factory-part";
import { jsonText } from "./json-text";
import { takeName } from "./one-name";

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

  /** @throws `data-factory/dataset-name`, `data-factory/one-name` */
  constructor(scope: Construct, id: string, props: DatasetProps) {
    super(scope, id);
    const { linkedService, datasetName, parameterNames } = props;
    refuse(
      this,
      nameViolations("dataset", datasetName),
      takeName(this, linkedService.dataFactory.factoryName, "dataset", datasetName, NAMED_BY_STORE),
    );
    this.dependable = new DataFactoryCustomDataset(this, "Resource", {
      name: datasetName,
      dataFactoryId: linkedService.dataFactory.resourceId,
      type: props.datasetType,
      linkedService: { name: linkedService.linkedServiceName },
      typePropertiesJson: jsonText(props.typeProperties),
      parameters: parameterNames && Object.fromEntries(parameterNames.map((name) => [name, ""])),
      dependsOn: [linkedService.dependable],
    });
    this.dataFactory = linkedService.dataFactory;
    this.datasetName = datasetName;
  }
}
