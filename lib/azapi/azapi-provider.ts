import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AZAPI, AZAPI_METADATA, AZAPI_SOURCE, TERRAFORM_VERSION } from "./azapi-metadata";

/** A cloud of its own, where none of the named ones fits. */
export interface AzapiEndpoint {
  /** Host of Entra, for example `https://login.microsoftonline.com/`. */
  readonly activeDirectoryAuthorityHost: string;
  /** Address of Resource Manager, for example `https://management.azure.com/`. */
  readonly resourceManagerEndpoint: string;
  /** Resource for which tokens are asked, for example `https://management.core.windows.net/`. */
  readonly resourceManagerAudience: string;
}

/** How to make an {@link AzapiProvider}: whatever is left out is read from the same `ARM_…` variables as azurerm's. */
export interface AzapiProviderProps {
  /**
   * Name of this configuration, where a stack has several.
   *
   * @default - none: it is the stack's own
   */
  readonly alias?: string;
  /**
   * Subscription (UUID) of resource groups that are made without a parent.
   *
   * @default - ARM_SUBSCRIPTION_ID, or that of the login
   */
  readonly subscriptionId?: string;
  /**
   * Entra tenant (UUID).
   *
   * @default - ARM_TENANT_ID, or that of the login
   */
  readonly tenantId?: string;
  /**
   * Further tenants (UUIDs) whose tokens are sent along, at most 3.
   *
   * @default - none
   */
  readonly auxiliaryTenantIds?: string[];
  /**
   * Application ID of the service principal, or of the identity.
   *
   * @default - ARM_CLIENT_ID
   */
  readonly clientId?: string;
  /**
   * File that holds the application ID.
   *
   * @default - none
   */
  readonly clientIdFilePath?: string;
  /**
   * The service principal's secret: a sensitive variable.
   *
   * @default - ARM_CLIENT_SECRET
   */
  readonly clientSecret?: string;
  /**
   * File that holds the secret.
   *
   * @default - none
   */
  readonly clientSecretFilePath?: string;
  /**
   * The service principal's certificate, PKCS#12 in base64: a sensitive variable.
   *
   * @default - ARM_CLIENT_CERTIFICATE
   */
  readonly clientCertificate?: string;
  /**
   * File that holds the certificate.
   *
   * @default - ARM_CLIENT_CERTIFICATE_PATH
   */
  readonly clientCertificatePath?: string;
  /**
   * Password of the certificate: a sensitive variable.
   *
   * @default - ARM_CLIENT_CERTIFICATE_PASSWORD
   */
  readonly clientCertificatePassword?: string;
  /**
   * Whether it signs in by OpenID Connect.
   *
   * @default - ARM_USE_OIDC, or false
   */
  readonly useOidc?: boolean;
  /**
   * The OpenID Connect token itself: a sensitive variable.
   *
   * @default - ARM_OIDC_TOKEN
   */
  readonly oidcToken?: string;
  /**
   * File that holds the token.
   *
   * @default - ARM_OIDC_TOKEN_FILE_PATH
   */
  readonly oidcTokenFilePath?: string;
  /**
   * Where the token is asked for.
   *
   * @default - ARM_OIDC_REQUEST_URL
   */
  readonly oidcRequestUrl?: string;
  /**
   * By what the token is asked for: a sensitive variable.
   *
   * @default - ARM_OIDC_REQUEST_TOKEN
   */
  readonly oidcRequestToken?: string;
  /**
   * Whether it signs in by the managed identity of the machine.
   *
   * @default - ARM_USE_MSI, or false
   */
  readonly useMsi?: boolean;
  /**
   * Whether it signs in as the Azure CLI is signed in.
   *
   * @default - ARM_USE_CLI, or true
   */
  readonly useCli?: boolean;
  /**
   * Whether it signs in by the workload identity of a pod in AKS.
   *
   * @default - ARM_USE_AKS_WORKLOAD_IDENTITY, or false
   */
  readonly useAksWorkloadIdentity?: boolean;
  /**
   * Cloud: `public`, `usgovernment` or `china`.
   *
   * @default - ARM_ENVIRONMENT, or public
   */
  readonly environment?: string;
  /**
   * A cloud of its own.
   *
   * @default - that of the environment
   */
  readonly endpoint?: AzapiEndpoint[];
  /**
   * Whether no resource provider is registered when Azure says that one is missing.
   *
   * @default - ARM_SKIP_PROVIDER_REGISTRATION, or false
   */
  readonly skipProviderRegistration?: boolean;
}

/**
 * The provider azapi, which every stack with this library's constructs needs beside azurerm. It takes the same
 * credentials from the environment; those that stand in azurerm's block must stand here too.
 *
 * With it a stack asks for Terraform 1.11 or later (`terraform.required_version`, which an override of the stack's own
 * replaces): an older one would fail in words that name neither. OpenTofu compares the figure with its own version.
 *
 * azapi's own default would leave a property in Azure that was removed from a body, and plan "No changes"; here that
 * cannot be had.
 */
export class AzapiProvider extends TerraformProvider {
  /** The type by which a stack knows it. */
  public static readonly tfResourceType: string = AZAPI;

  private aliasName?: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiProviderProps = {},
  ) {
    super(scope, id, {
      terraformResourceType: AZAPI,
      terraformGeneratorMetadata: AZAPI_METADATA,
      terraformProviderSource: AZAPI_SOURCE,
    });
    this.aliasName = props.alias;
  }

  /** Name of this configuration, where a stack has several. */
  public override get alias(): string | undefined {
    return this.aliasName;
  }

  /** Name of this configuration, where a stack has several. */
  public override set alias(value: string | undefined) {
    this.aliasName = value;
  }

  /** The block, as JSON, and what it takes. */
  public override toTerraform(): unknown {
    const { terraform, ...block } = super.toTerraform() as Record<string, object>;
    return { ...block, terraform: { ...terraform, required_version: TERRAFORM_VERSION } };
  }

  /** The block's arguments. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.props, alias: this.aliasName, ignoreNoOpChanges: false };
  }
}
