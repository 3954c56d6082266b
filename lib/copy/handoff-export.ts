import { Construct } from "constructs";
import { Rule, Violation, refuse } from "../core/rule";
import { Duration } from "../core/duration";
import { WebActivity, WebMethod } from "../data-factory/control/web-activity";
import { WebAuthentication } from "../data-factory/control/web-authentication";
import { IDataFactory } from "../data-factory/data-factory";
import { ActivityPolicy } from "../data-factory/execution-activity";
import { Expression } from "../data-factory/expression";
import { Pipeline } from "../data-factory/pipeline";
import { BlobAccess, BlobStore } from "./blob-store";
import { ColumnNames, IBlobHandoff, RUNS_FOLDER, fingerprint, manifestUrl, translatorOf } from "./blob-handoff";
import { CopyActivity } from "./copy-activity";
import { CopySource } from "./endpoint";
import { STORAGE_API_VERSION, STORAGE_AUDIENCE } from "./limits";

const CONTRACT_COLUMN = new Rule({
  id: "copy/contract-column",
  why: "A handoff carries the columns of its contract, and no others.",
  fix: "Name columns of the contract, or change the contract.",
  source: "this library: data contracts",
});

/** What both sides of a handoff can be given. */
export interface HandoffSideProps {
  /** The factory that copies on this side. */
  readonly dataFactory: IDataFactory;
  /** Where the data lies in between. */
  readonly handoff: IBlobHandoff;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly pipelineName: string;
  /** 1-260 characters, a letter first, no dash and none of `<>*#.%&:\+?/`. */
  readonly linkedServiceName: string;
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
   * How long Azure may take until the factory's right on the container counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/** How to make a {@link HandoffExport}. */
export interface HandoffExportProps extends HandoffSideProps {
  /** What is given: of the providing subsidiary. */
  readonly source: CopySource;
}

/**
 * The giving half of a handoff: each run writes a folder of its own, and when all of it is there, the manifest that
 * names it. A run that fails leaves the last complete one in force. Source of the manifest's request: Microsoft,
 * Put Blob.
 */
export class HandoffExport extends Construct {
  /** Copies and publishes. */
  public readonly pipeline: Pipeline;

  /** @throws `copy/…` for what is wrong with the copy, and what its parts refuse */
  constructor(scope: Construct, id: string, props: HandoffExportProps) {
    super(scope, id);
    const { dataFactory, handoff, source } = props;
    const { contract } = handoff;
    const columnNames = props.columnNames ?? {};
    refuse(this, columnViolations(handoff, columnNames));
    const store = new BlobStore(this, "Store", {
      dataFactory,
      linkedServiceName: props.linkedServiceName,
      subsidiaryName: contract.providerName,
      container: handoff.container,
      access: BlobAccess.WRITE,
      propagation: props.propagation,
    });
    const write = new CopyActivity("Write", {
      description: `Data for ${contract.consumerName} by the contract ${contract.name}; ${contract.owner} answers for it.`,
      source,
      sink: store.intoFile(
        Expression.interpolated(`${RUNS_FOLDER}/@{pipeline().RunId}`),
        Expression.literal(handoff.format._fileName("rows")), // so that a second attempt leaves nothing of the first
        handoff.format,
      ),
      translator: translatorOf(contract, "source", columnNames),
      policy: props.policy,
    });
    const publish = new WebActivity("Publish", {
      description: "What the manifest names is complete: it is written last, and in one piece.",
      dependsOn: [{ activity: write }],
      method: WebMethod.PUT,
      url: Expression.literal(manifestUrl(handoff.container)),
      headers: {
        "x-ms-version": Expression.literal(STORAGE_API_VERSION),
        "x-ms-date": Expression.of("formatDateTime(utcNow(), 'R')"),
        "x-ms-blob-type": Expression.literal("BlockBlob"),
        "Content-Type": Expression.literal("application/json"),
      },
      body: Expression.interpolated(manifest(handoff)),
      authentication: WebAuthentication.managedIdentity(STORAGE_AUDIENCE),
    });
    this.pipeline = new Pipeline(this, "Pipeline", {
      dataFactory,
      pipelineName: props.pipelineName,
      description: `Gives ${contract.name} to ${contract.consumerName}`,
      activities: [write, publish],
      concurrency: 1,
    });
  }
}

/** What is wrong with names of columns that the contract does not have. */
export function columnViolations({ contract }: IBlobHandoff, given: ColumnNames): Violation[] {
  const agreed = contract.columns.map(({ name }) => name);
  return Object.keys(given).flatMap((name) =>
    CONTRACT_COLUMN.when(!agreed.includes(name), `"${name}"`, `Agreed: ${agreed.join(", ")}.`),
  );
}

function manifest(handoff: IBlobHandoff): string {
  const texts = JSON.stringify({
    contract: handoff.contract.name,
    fingerprint: fingerprint(handoff),
    folder: `${RUNS_FOLDER}/@{pipeline().RunId}`,
    writtenAt: "@{utcNow()}",
  });
  return `${texts.slice(0, -1)},"rows":@{activity('Write').output.rowsCopied}}`;
}
