/** As whom a Web activity calls. */
export class WebAuthentication {
  /**
   * The factory's system-assigned identity.
   *
   * @param resource for which a token is asked, for example `https://management.azure.com/`.
   */
  public static managedIdentity(resource: string): WebAuthentication {
    return new WebAuthentication({ type: "MSI", resource });
  }

  private constructor(private readonly json: Record<string, unknown>) {}

  /** @internal */
  public _json(): Record<string, unknown> {
    return this.json;
  }
}
