/** A role of Azure RBAC: by its name where it is given, by its ID where something else refers to it. */
export class Role {
  /** Changes everything about a resource but who may use it. */
  public static readonly CONTRIBUTOR = new Role("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c");
  /** Sees everything about a resource but its secrets. */
  public static readonly READER = new Role("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7");
  /**
   * Does everything with a factory, or with what of it the role is given on; of Azure's own roles the narrowest that
   * reads the keys of a runtime.
   */
  public static readonly DATA_FACTORY_CONTRIBUTOR = new Role(
    "Data Factory Contributor",
    "673868aa-7521-48a0-acc6-0f60742d39f5",
  );
  /** Attaches a user-assigned identity to resources, and sees it. */
  public static readonly MANAGED_IDENTITY_OPERATOR = new Role(
    "Managed Identity Operator",
    "f1a07417-d97a-45cb-824c-7a7467783830",
  );
  /** Opens connections through a hybrid connection. */
  public static readonly AZURE_RELAY_SENDER = new Role("Azure Relay Sender", "26baccc8-eea7-41f1-98f4-1762cc7f685d");
  /** Accepts connections through a hybrid connection. */
  public static readonly AZURE_RELAY_LISTENER = new Role(
    "Azure Relay Listener",
    "26e0b698-aa6d-4085-9386-aadae190014d",
  );
  /** Pulls images from a registry in which rights are given by repository, and where AcrPull counts for nothing. */
  public static readonly CONTAINER_REGISTRY_REPOSITORY_READER = new Role(
    "Container Registry Repository Reader",
    "b93aa761-3e63-49ed-ac28-beffa264f7ac",
  );
  /** Pulls images from a registry in which rights are given on the whole. */
  public static readonly ACR_PULL = new Role("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d");
  /** Starts, stops, changes and deletes container groups, runs commands in them, and sees them. */
  public static readonly AZURE_CONTAINER_INSTANCES_CONTRIBUTOR = new Role(
    "Azure Container Instances Contributor Role",
    "5d977122-f97e-4b4d-a52f-6b43003ddb4d",
  );
  /** Starts and stops Container Apps jobs, with any image, and sees them; lists their secrets, too. */
  public static readonly CONTAINER_APPS_JOBS_OPERATOR = new Role(
    "Container Apps Jobs Operator",
    "b9a307c4-5aa3-4b52-ba60-2b17c136cd7b",
  );
  /** Reads the values of secrets. */
  public static readonly KEY_VAULT_SECRETS_USER = new Role(
    "Key Vault Secrets User",
    "4633458b-17de-408a-b874-0445c86b69e6",
  );
  /** Writes and deletes secrets. */
  public static readonly KEY_VAULT_SECRETS_OFFICER = new Role(
    "Key Vault Secrets Officer",
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  );

  /** Reads blobs. */
  public static readonly STORAGE_BLOB_DATA_READER = new Role(
    "Storage Blob Data Reader",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  );
  /** Reads, writes and deletes blobs. */
  public static readonly STORAGE_BLOB_DATA_CONTRIBUTOR = new Role(
    "Storage Blob Data Contributor",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  );

  /**
   * A role that is not listed here.
   *
   * @param roleName name as the portal shows it.
   * @param roleDefinitionId UUID of its definition.
   */
  public static custom(roleName: string, roleDefinitionId: string): Role {
    return new Role(roleName, roleDefinitionId);
  }

  /**
   * A role that somebody has defined, by its ID: it is given without a look at its name.
   *
   * @param definitionId Azure resource ID of its definition, in the subscription in which it is given.
   */
  public static ofDefinition(definitionId: string): Role {
    const uuid = definitionId.split("/").pop()!;
    return new Role(uuid, uuid, definitionId);
  }

  private constructor(
    /** Name as the portal shows it; its UUID where it is known by its ID alone. */
    public readonly roleName: string,
    /** UUID of its definition. */
    public readonly roleDefinitionId: string,
    /** Azure resource ID of its definition, where it is given by that. @internal */
    public readonly _definitionId?: string,
  ) {}
}
