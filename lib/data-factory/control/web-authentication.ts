import { IDataFactory } from "../data-factory";
import { ManagedIdentityCredential } from "../managed-identity-credential";

/** As whom a Web activity calls. */
export class WebAuthentication {
  /**
   * An identity of the factory.
   *
   * @param resource for which a token is asked, for example `https://management.azure.com/`.
   * @param credential as whom the factory comes; by default as it comes to everything.
   */
  public static managedIdentity(resource: string, credential?: ManagedIdentityCredential): WebAuthentication {
    return new WebAuthentication(resource, credential);
  }

  private constructor(
    private readonly resource: string,
    /** @internal */
    public readonly _credential?: ManagedIdentityCredential,
  ) {}

  /** As Data Factory reads it in `factory`. @internal */
  public _json(factory: IDataFactory): Record<string, unknown> {
    const { resource } = this;
    const credential = this._credential ?? factory.credential;
    return credential === undefined
      ? { type: "MSI", resource }
      : { type: "UserAssignedManagedIdentity", resource, credential: credential._reference };
  }
}
