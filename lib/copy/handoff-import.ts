import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { SECONDS_PER_MINUTE } from "../core/limits";
import { Rule, refuse } from "../core/rule";
import { FailActivity } from "../data-factory/control/fail-activity";
import { IfConditionActivity } from "../data-factory/control/if-condition-activity";
import { WebActivity, WebMethod } from "../data-factory/control/web-activity";
import { WebAuthentication } from "../data-factory/control/web-authentication";
import { ActivityPolicy } from "../data-factory/execution-activity";
import { Expression } from "../data-factory/expression";
import { Pipeline } from "../data-factory/pipeline";
import { IBlobHandoff, fingerprint, manifestUrl, translatorOf } from "./blob-handoff";
import { GET_BLOB_HEADERS } from "./blob-request";
import { BlobAccess } from "./blob-store";
import { CopyActivity } from "./copy-activity";
import { keyViolations } from "./copy-rules";
import { CopySink, CopySource } from "./endpoint";
import { HandoffOptions, HandoffSideProps, addHandoffStore } from "./handoff-side";
import { HANDOFF_AGE_MINUTES, STORAGE_AUDIENCE } from "./limits";

const AGE = new Rule({
  id: "copy/handoff-age",
  why: "Data that may be of no age is refused each time, and Data Factory counts its age in whole minutes.",
  fix: `Use ${HANDOFF_AGE_MINUTES.toString()}, more than lie between two runs of the giving side.`,
  source: "this library: handoffs; Data Factory's addMinutes counts in whole minutes",
});

/** How the taking side copies, whoever wires it. */
export interface HandoffImportOptions extends HandoffOptions {
  /** Where it goes: of the consuming subsidiary. */
  readonly sink: CopySink;
  /**
   * How old the last complete data may be, in whole minutes; older data fails the run.
   *
   * @default - as old as the contract's retention
   */
  readonly maxAge?: Duration;
  /**
   * How the manifest is asked for, for example again where the giving side may still be writing.
   *
   * @default - once
   */
  readonly manifestPolicy?: ActivityPolicy;
}

/** How to make a {@link HandoffImport}. */
export interface HandoffImportProps extends HandoffImportOptions, HandoffSideProps {}

/** What the manifest says, in an expression. */
const said = (member: string) => `activity('Read manifest').output.${member}`;

/**
 * The taking half of a handoff: it reads the manifest, refuses other columns than the contract's and data that is too
 * old, and copies the one folder that the manifest names. In a SQL Server its rows lie beside the table until all of
 * them are there, and are moved in one transaction then; in any other sink a count that is too low is noticed once they are
 * in it. Data that is only half written has no manifest.
 */
export class HandoffImport extends Construct {
  /** Reads the manifest, checks it, and copies. */
  public readonly pipeline: Pipeline;

  /** @throws `copy/…` for what is wrong with the copy, and what its parts refuse */
  constructor(scope: Construct, id: string, props: HandoffImportProps) {
    super(scope, id);
    const { dataFactory, handoff, sink } = props;
    const { contract } = handoff;
    const store = addHandoffStore(this, props, BlobAccess.READ);
    const read = readManifest(props);
    const check = checkManifest(read, handoff, props.maxAge ?? contract.retention);
    const age = (props.maxAge ?? contract.retention).toSeconds();
    const translator = translatorOf(contract, "sink", props.columnNames ?? {});
    refuse(
      this,
      keyViolations({}, sink, translator),
      AGE.when(!HANDOFF_AGE_MINUTES.admits(age / SECONDS_PER_MINUTE), `a maxAge of ${age} seconds`),
    );
    const way = sink._stage(contract.name, translator._written);
    const before = way === undefined ? [check] : [check, way.prepare("Prepare", [{ activity: check }])];
    const copy = new CopyActivity("Copy", {
      description: `Data of ${contract.providerName} by the contract ${contract.name}; ${contract.owner} answers for it.`,
      dependsOn: [{ activity: before[before.length - 1] }],
      source: everyRow(store.folder(Expression.of(said("folder")), handoff.format)),
      sink: way?.sink ?? sink,
      translator,
      contract,
      policy: props.policy,
    });
    const count = checkRows(copy, way === undefined ? "The sink has what was read." : "The sink is as it was.");
    const after = way === undefined ? [] : [way.move("Move", [{ activity: count }])];
    this.pipeline = new Pipeline(this, "Pipeline", {
      dataFactory,
      pipelineName: props.pipelineName,
      description: `Takes ${contract.name} from ${contract.providerName}`,
      activities: [read, ...before, copy, count, ...after],
      concurrency: 1,
    });
  }
}

/** What is taken again is the same rows until the giving side has given others, and these are all of its rows. */
function everyRow({ _end }: CopySource): CopySource {
  return CopySource._of({ ..._end, everyRow: true });
}

function readManifest({ handoff, manifestPolicy: policy, credential }: HandoffImportProps): WebActivity {
  const { contract, container } = handoff;
  return new WebActivity("Read manifest", {
    description: `A 404 here means that ${contract.providerName} has never completed ${contract.name}.`,
    policy,
    method: WebMethod.GET,
    url: Expression.literal(manifestUrl(container)),
    headers: GET_BLOB_HEADERS,
    authentication: WebAuthentication.managedIdentity(STORAGE_AUDIENCE, credential),
  });
}

function checkManifest(read: WebActivity, handoff: IBlobHandoff, maxAge: Duration): IfConditionActivity {
  const { contract } = handoff;
  const minutes = maxAge.toSeconds() / SECONDS_PER_MINUTE;
  const agreed = `equals(${said("fingerprint")}, '${fingerprint(handoff)}')`;
  const recent = `greaterOrEquals(ticks(${said("writtenAt")}), ticks(addMinutes(utcNow(), -${minutes})))`;
  return new IfConditionActivity("Check manifest", {
    dependsOn: [{ activity: read }],
    expression: Expression.of(`and(${agreed}, ${recent})`),
    ifFalseActivities: [
      new FailActivity("Refuse data", {
        errorCode: Expression.literal("handoff-refused"),
        message: Expression.interpolated(
          `${contract.name}, written at @{${said("writtenAt")}}, has other columns, or another format, than agreed, or is older than ${minutes} minutes. Deploy both sides with one contract, and see to the pipeline of ${contract.providerName}.`,
        ),
      }),
    ],
  });
}

function checkRows(copy: CopyActivity, consequence: string): IfConditionActivity {
  const rowsRead = `activity('${copy.name}').output.rowsRead`;
  return new IfConditionActivity("Check rows", {
    dependsOn: [{ activity: copy }],
    expression: Expression.of(`equals(${rowsRead}, ${said("rows")})`),
    ifFalseActivities: [
      new FailActivity("Refuse count", {
        errorCode: Expression.literal("handoff-incomplete"),
        message: Expression.interpolated(
          `@{${rowsRead}} rows were read of @{${said("rows")}} that were written. ${consequence}`,
        ),
      }),
    ],
  });
}
