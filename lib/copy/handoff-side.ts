import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { Rule, refuse } from "../core/rule";
import { IDataFactory } from "../data-factory/data-factory";
import { ActivityPolicy } from "../data-factory/execution-activity";
import { ManagedIdentityCredential } from "../data-factory/managed-identity-credential";
import { IBlobHandoff } from "./blob-handoff";
import { BlobAccess, BlobStore } from "./blob-store";
import { DataDomain } from "./data-domain";

const CONTRACT_COLUMN = new Rule({
  id: "copy/contract-column",
  why: "A handoff carries the columns of its contract, and no others.",
  fix: "Name columns of the contract, or change the contract.",
  source: "this library: data contracts",
});

/** How a side of a handoff copies, whoever wires it. */
export interface HandoffOptions {
  /**
   * Names of columns on this side, by the contract's name.
   *
   * @default - those of the contract
   */
  readonly columnNames?: Record<string, string>;
  /**
   * How the copy is run.
   *
   * @default - once, for up to 12 hours
   */
  readonly policy?: ActivityPolicy;
  /**
   * How long Azure may take until the factory's right on the container counts, where it is given here.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/** What both sides of a handoff can be given. */
export interface HandoffSideProps extends HandoffOptions {
  /** The factory that copies on this side. */
  readonly dataFactory: IDataFactory;
  /** Where the data lies in between. */
  readonly handoff: IBlobHandoff;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly pipelineName: string;
  /** 1-260 characters, a letter first, no dash and none of `<>*#.%&:\+?/`. */
  readonly linkedServiceName: string;
  /**
   * As whom the factory comes to the container, and so who is given the right.
   *
   * @default - as the factory comes
   */
  readonly credential?: ManagedIdentityCredential;
}

/** The container as one side's factory knows it. @throws `copy/contract-column`, and what the store refuses */
export function addHandoffStore(scope: Construct, props: HandoffSideProps, access: BlobAccess): BlobStore {
  const { contract, container } = props.handoff;
  const agreed = contract.columns.map(({ name }) => name);
  refuse(
    scope,
    Object.keys(props.columnNames ?? {}).flatMap((name) =>
      CONTRACT_COLUMN.when(!agreed.includes(name), `"${name}"`, `Agreed: ${agreed.join(", ")}.`),
    ),
  );
  return new BlobStore(scope, "Store", {
    within: new DataDomain({ dataFactory: props.dataFactory, subsidiaryName: contract.providerName }),
    linkedServiceName: props.linkedServiceName,
    container,
    access,
    credential: props.credential,
    propagation: props.propagation,
  });
}
