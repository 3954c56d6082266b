import { Construct } from "constructs";
import { Rule, refuse } from "../core/rule";
import { WebActivity, WebMethod } from "../data-factory/control/web-activity";
import { WebAuthentication } from "../data-factory/control/web-authentication";
import { Expression } from "../data-factory/expression";
import { Pipeline } from "../data-factory/pipeline";
import { BlobAccess } from "./blob-store";
import { PUT_JSON_HEADERS } from "./blob-request";
import { IBlobHandoff, RUNS_FOLDER, fingerprint, manifestUrl, translatorOf } from "./blob-handoff";
import { CopyActivity } from "./copy-activity";
import { CopySource } from "./endpoint";
import { HandoffOptions, HandoffSideProps, addHandoffStore } from "./handoff-side";
import { STORAGE_AUDIENCE } from "./limits";

const WHOLE = new Rule({
  id: "copy/handoff-whole",
  why: "The manifest names what the last run has given, and nothing of the runs before: what changed in their windows is lost where nobody took it in between.",
  fix: "Give a whole table, or what a query answers.",
  source: "this library: handoffs",
});

/** How the giving side copies, whoever wires it. */
export interface HandoffExportOptions extends HandoffOptions {
  /** What is given: of the providing subsidiary. */
  readonly source: CopySource;
}

/** How to make a {@link HandoffExport}. */
export interface HandoffExportProps extends HandoffExportOptions, HandoffSideProps {}

/**
 * The giving half of a handoff: each run writes a folder of its own, and when all of it is there, the manifest that
 * names it. A run that fails leaves the last complete one in force.
 */
export class HandoffExport extends Construct {
  /** Copies and publishes. */
  public readonly pipeline: Pipeline;

  /** @throws `copy/…` for what is wrong with the copy, and what its parts refuse */
  constructor(scope: Construct, id: string, props: HandoffExportProps) {
    super(scope, id);
    const { dataFactory, handoff, source } = props;
    const { contract } = handoff;
    const { window } = source._end;
    refuse(this, WHOLE.when(window !== undefined, `a window by ${window?.column}`));
    const store = addHandoffStore(this, props, BlobAccess.WRITE);
    const write = new CopyActivity("Write", {
      description: `Data for ${contract.consumerName} by the contract ${contract.name}; ${contract.owner} answers for it.`,
      source,
      sink: store.intoFile(
        Expression.interpolated(`${RUNS_FOLDER}/@{pipeline().RunId}`),
        Expression.literal(handoff.format._fileName("rows")), // so that a second attempt leaves nothing of the first
        handoff.format,
      ),
      translator: translatorOf(contract, "source", props.columnNames ?? {}),
      policy: props.policy,
    });
    const publish = new WebActivity("Publish", {
      description: "What the manifest names is complete: it is written last, and in one piece.",
      dependsOn: [{ activity: write }],
      method: WebMethod.PUT,
      url: Expression.literal(manifestUrl(handoff.container)),
      headers: PUT_JSON_HEADERS,
      body: Expression.interpolated(manifest(handoff)),
      authentication: WebAuthentication.managedIdentity(STORAGE_AUDIENCE, props.credential),
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

function manifest(handoff: IBlobHandoff): string {
  const texts = JSON.stringify({
    contract: handoff.contract.name,
    fingerprint: fingerprint(handoff),
    folder: `${RUNS_FOLDER}/@{pipeline().RunId}`,
    writtenAt: "@{utcNow()}",
  });
  return `${texts.slice(0, -1)},"rows":@{activity('Write').output.rowsCopied}}`;
}
