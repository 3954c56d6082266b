import { Testing, TerraformStack } from "cdktf";
import {
  BlobAccess,
  BlobContainer,
  BlobStore,
  BlobStoreProps,
  DataFactory,
  DataFactoryProps,
  Forward,
  IDataDomain,
  IIntegrationRuntime,
  IKeyVault,
  ISecret,
  KeyVault,
  KeyVaultLinkedService,
  LinkedIntegrationRuntime,
  Protocol,
  RuntimeOwnership,
  SalesforceStore,
  SalesforceStoreProps,
  SharedIntegrationRuntime,
  SqlServerLogin,
  SqlServerStore,
  SqlServerStoreProps,
  StorageAccount,
  Tier,
} from "../../lib";
import { GROUP_ID, PLACE } from "./azure";
import { propertiesOf } from "./data-factory/parts";
import { stackUnderTest } from "./stack";

export const HUB_FACTORY_ID = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/hub-adf`;
export const HUB_VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/hub-kv`;
const ACCOUNT_ID = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/hubstorage`;

/** One factory that copies, in a stack of its own unless given one, with what stores need. */
export class MovingFactory implements IDataDomain {
  public readonly dataFactory: DataFactory;
  private linked?: IIntegrationRuntime;
  private readonly vault: IKeyVault;
  private secrets?: KeyVaultLinkedService;

  constructor(
    public readonly stack: TerraformStack = stackUnderTest("Stack", Testing.app()),
    public readonly subsidiaryName = "retail",
    factoryName = "salesforce-adf",
    identities: Pick<DataFactoryProps, "identity" | "userAssignedIdentities"> = {},
  ) {
    this.dataFactory = new DataFactory(stack, `Factory-${factoryName}`, { ...PLACE, factoryName, ...identities });
    this.vault = KeyVault.fromAttributes(this.dataFactory, "Vault", { resourceId: HUB_VAULT_ID });
  }

  /** A runtime of somebody else, linked into this factory, once. */
  public get runtime(): IIntegrationRuntime {
    this.linked ??= this.link("hub-ir");
    return this.linked;
  }

  public get keyVaultLinkedService(): KeyVaultLinkedService {
    this.secrets ??= new KeyVaultLinkedService(this.dataFactory, "Secrets", {
      dataFactory: this.dataFactory,
      vault: this.vault,
      linkedServiceName: "secrets",
    });
    return this.secrets;
  }

  public judge(): string[] {
    return [];
  }

  public secret(name: string): ISecret {
    return this.vault.secret(name);
  }

  public link(name: string, ownership: Partial<RuntimeOwnership> = {}, target = name): IIntegrationRuntime {
    const owned = { subsidiaryName: this.subsidiaryName, tier: Tier.PRODUCTION, ...ownership };
    const id = `${HUB_FACTORY_ID}/integrationRuntimes/${target}`;
    const number = this.dataFactory.node.children.length;
    return new LinkedIntegrationRuntime(this.dataFactory, `Link-${number}`, {
      dataFactory: this.dataFactory,
      sharedRuntime: SharedIntegrationRuntime.fromResourceId(this.dataFactory, `Shared-${number}`, id, owned),
      runtimeName: name,
      domainName: "salesforce",
      subsidiaryName: owned.subsidiaryName,
      tier: owned.tier,
    });
  }

  public salesforce(id = "Crm", given: Partial<SalesforceStoreProps> = {}): SalesforceStore {
    return new SalesforceStore(this.dataFactory, id, {
      ...this.common(id),
      environmentUrl: "https://contoso.my.salesforce.com",
      clientId: "3MVG9contoso",
      clientSecret: this.secret(`${id}-secret`),
      ...given,
    });
  }

  public sqlServer(id = "Dwh", given: Partial<SqlServerStoreProps> = {}): SqlServerStore {
    return new SqlServerStore(this.dataFactory, id, {
      ...this.common(id),
      forward: new Forward("warehouse", { host: "sql01.retail.example", port: 1433, protocol: Protocol.SQL_SERVER }),
      database: "dwh",
      login: SqlServerLogin.password("adf", this.secret(`${id}-password`)),
      ...given,
    });
  }

  public blob(id = "Files", given: Partial<BlobStoreProps> = {}): BlobStore {
    const account = StorageAccount.fromResourceId(this.dataFactory, `Account-${id}`, ACCOUNT_ID);
    return new BlobStore(this.dataFactory, id, {
      ...this.common(id),
      container: BlobContainer.fromName(this.dataFactory, `Container-${id}`, account, "exports"),
      access: BlobAccess.WRITE,
      ...given,
    });
  }

  private common(id: string) {
    return { within: this, linkedServiceName: id.toLowerCase() };
  }
}

/** The activities of a pipeline in a synthesized stack, by the pipeline's name. */
export function activitiesOf(stack: TerraformStack, pipelineName: string): Record<string, unknown>[] {
  return propertiesOf(stack, "pipelines", pipelineName).activities as Record<string, unknown>[];
}
