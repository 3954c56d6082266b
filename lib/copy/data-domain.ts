import { Rule, refuse } from "../core/rule";
import { IDataFactory } from "../data-factory/data-factory";
import { IIntegrationRuntime } from "../data-factory/integration-runtime";
import { KeyVaultLinkedService } from "../data-factory/key-vault-linked-service";
import { IBlobContainer } from "../storage/blob-container";
import { Forward } from "../tunnel/forward";
import { ISecret } from "../vault/secret";

const INCOMPLETE = new Rule({
  id: "copy/data-domain",
  why: "What lies on premises is reached by a runtime, and the secret of a store is read in a vault.",
  fix: "Give it to the DataDomain that the store lies within.",
  source: "Microsoft: self-hosted integration runtime; store credentials in Azure Key Vault, Azure Data Factory",
});

/**
 * What stores lie within: the factory that copies, whose data it copies, and by what it reaches it. A `SourceDomain` is
 * one by its plan, a {@link DataDomain} one by what it is told.
 */
export interface IDataDomain {
  /** The factory that copies. */
  readonly dataFactory: IDataFactory;
  /** Legal entity whose data its stores hold. */
  readonly subsidiaryName: string;
  /** The runtime in the factory that reaches what lies on premises. */
  readonly runtime: IIntegrationRuntime;
  /** The factory's way to secrets. */
  readonly keyVaultLinkedService: KeyVaultLinkedService;
  /** What speaks against a store within it that reaches this, in words for its author; nothing where it may. */
  judge(reach: StoreReach): string[];
}

/** What a store would reach. */
export interface StoreReach {
  /**
   * A service on premises.
   *
   * @default - none that is known
   */
  readonly forward?: Forward;
  /**
   * What a linked service, or one end of a copy, says in words of its author, and so whatever host they name.
   *
   * @default - nothing
   */
  readonly typeProperties?: Record<string, unknown>;
  /**
   * A blob container.
   *
   * @default - none
   */
  readonly container?: IBlobContainer;
  /**
   * Legal entity whose data it is said to hold.
   *
   * @default - nobody said
   */
  readonly subsidiaryName?: string;
  /**
   * Secrets that the factory reads for it.
   *
   * @default - none
   */
  readonly secrets?: ISecret[];
}

/** How to make a {@link DataDomain}. */
export interface DataDomainProps {
  /** The factory that copies. */
  readonly dataFactory: IDataFactory;
  /** Legal entity whose data its stores hold. */
  readonly subsidiaryName: string;
  /**
   * The runtime in the factory that reaches what lies on premises.
   *
   * @default - none: no store can lie on premises
   */
  readonly runtime?: IIntegrationRuntime;
  /**
   * The factory's way to secrets.
   *
   * @default - none: no store can name a secret
   */
  readonly keyVaultLinkedService?: KeyVaultLinkedService;
}

/** What stores lie within where no plan says it; so nothing speaks against what they reach. */
export class DataDomain implements IDataDomain {
  public readonly dataFactory: IDataFactory;
  public readonly subsidiaryName: string;

  constructor(private readonly props: DataDomainProps) {
    this.dataFactory = props.dataFactory;
    this.subsidiaryName = props.subsidiaryName;
  }

  /** @throws `copy/data-domain` where none was given */
  public get runtime(): IIntegrationRuntime {
    const { runtime } = this.props;
    this.refuseUnless(runtime !== undefined, "no runtime");
    return runtime!;
  }

  /** @throws `copy/data-domain` where none was given */
  public get keyVaultLinkedService(): KeyVaultLinkedService {
    const { keyVaultLinkedService } = this.props;
    this.refuseUnless(keyVaultLinkedService !== undefined, "no keyVaultLinkedService");
    return keyVaultLinkedService!;
  }

  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- jsii wants the parameters of the interface
  public judge(_reach: StoreReach): string[] {
    return [];
  }

  private refuseUnless(given: boolean, lack: string): void {
    refuse(`DataDomain of ${this.dataFactory.node.path}`, INCOMPLETE.when(!given, lack));
  }
}
