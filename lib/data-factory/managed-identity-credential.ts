import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { IUserAssignedIdentity } from "../identity/user-assigned-identity";
import { addPart } from "./add-part";
import { PartReference } from "./bodies";
import type { IDataFactory } from "./data-factory";
import { IFactoryPart } from "./factory-part";

/** How to make a {@link ManagedIdentityCredential}. */
export interface ManagedIdentityCredentialProps {
  /** The factory, which carries the identity (`identity` or `userAssignedIdentities` of a `DataFactory`). */
  readonly dataFactory: IDataFactory;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly credentialName: string;
  /** The identity as which parts of the factory come. */
  readonly identity: IUserAssignedIdentity;
}

/** A user-assigned identity as parts of a factory name it, where they come as that instead of as the factory itself. */
export class ManagedIdentityCredential extends Construct implements IFactoryPart {
  public readonly dataFactory: IDataFactory;
  public readonly dependable: ITerraformDependable;
  /** Name within its factory. */
  public readonly credentialName: string;
  /** The identity as which parts of the factory come. */
  public readonly identity: IUserAssignedIdentity;

  /** @throws `core/known-name`, `data-factory/credential-name`, `data-factory/one-name` */
  constructor(scope: Construct, id: string, props: ManagedIdentityCredentialProps) {
    super(scope, id);
    this.dependable = addPart(this, "credential", {
      dataFactory: props.dataFactory,
      name: props.credentialName,
      body: { type: "ManagedIdentity", typeProperties: { resourceId: props.identity.resourceId } },
    });
    this.dataFactory = props.dataFactory;
    this.credentialName = props.credentialName;
    this.identity = props.identity;
  }

  /** As other parts name it. @internal */
  public get _reference(): PartReference {
    return { referenceName: this.credentialName, type: "CredentialReference" };
  }
}
