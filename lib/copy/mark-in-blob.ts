import { ITerraformDependable } from "cdktf";
import { Activity, ActivityDependency } from "../data-factory/activity";
import { IfConditionActivity } from "../data-factory/control/if-condition-activity";
import { WebActivity, WebActivityProps, WebMethod } from "../data-factory/control/web-activity";
import { WebAuthentication } from "../data-factory/control/web-authentication";
import { ExecutionActivity, ExecutionActivityProps } from "../data-factory/execution-activity";
import { Expression } from "../data-factory/expression";
import { IFactoryPart } from "../data-factory/factory-part";
import { GET_BLOB_HEADERS, PUT_JSON_HEADERS } from "./blob-request";
import type { BlobStore } from "./blob-store";
import { CopyEndProps, datasetReference } from "./endpoint";
import { STORAGE_AUDIENCE } from "./limits";
import { KeptMark, MarkPlace, moveName, readName } from "./mark-place";

/** Marks in a folder of a blob container, a file each: `{"mark":"2026-01-31T00:00:00Z"}`, read by a Web activity [assumed A20]. */
export class MarksInBlobs implements MarkPlace {
  constructor(
    private readonly store: BlobStore,
    private readonly folder: string,
  ) {}

  public get where(): string {
    return `${this.store.containerUrl}/${this.folder}`;
  }

  public placeOf(name: string): string {
    return `${this.where}/${encodeURIComponent(fileOf(name))}`;
  }

  /** Looks whether it is there, begins it where it is not, and then reads it: none of these fails in a first run. */
  public read({ name, start }: KeptMark, dependsOn: ActivityDependency[] | undefined): Activity[] {
    const find = new FindBlobActivity(`Find mark of ${name}`, {
      dependsOn,
      end: this.store._file(this.folder, fileOf(name)),
    });
    const begin = new IfConditionActivity(`Begin mark of ${name}`, {
      dependsOn: [{ activity: find }],
      expression: Expression.of(`not(activity('${find.name}').output.exists)`),
      ifTrueActivities: [this.write(`Start mark of ${name}`, name, Expression.literal(text(start)))],
    });
    const read = new WebActivity(readName(name), {
      dependsOn: [{ activity: begin }],
      method: WebMethod.GET,
      url: Expression.literal(this.placeOf(name)),
      headers: GET_BLOB_HEADERS,
      authentication: this.authentication(),
    });
    return [find, begin, read];
  }

  public reading(name: string): string {
    return `activity('${readName(name)}').output.mark`;
  }

  public move(name: string, dependsOn: ActivityDependency[]): Activity {
    const to = "@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ssZ')}";
    return this.write(moveName(name), name, Expression.interpolated(text(to)), dependsOn);
  }

  private write(activityName: string, name: string, body: Expression, dependsOn?: ActivityDependency[]): WebActivity {
    const place = this.placeOf(name);
    return new WriteMarkActivity(activityName, place, {
      dependsOn,
      method: WebMethod.PUT,
      url: Expression.literal(place),
      headers: PUT_JSON_HEADERS,
      body,
      authentication: this.authentication(),
    });
  }

  private authentication(): WebAuthentication {
    return WebAuthentication.managedIdentity(STORAGE_AUDIENCE, this.store._credential);
  }
}

function fileOf(name: string): string {
  return `${name}.json`;
}

function text(mark: string): string {
  return `{"mark":"${mark}"}`;
}

/** Writes a mark, whole. */
class WriteMarkActivity extends WebActivity {
  constructor(
    name: string,
    private readonly place: string,
    props: WebActivityProps,
  ) {
    super(name, props);
  }

  /** @internal */
  public override _writes(): string[] {
    return [this.place];
  }
}

interface FindBlobActivityProps extends ExecutionActivityProps {
  readonly end: CopyEndProps;
}

/** Says whether a blob is there, and does not fail where it is not. Source: Microsoft, Get Metadata activity, exists. */
class FindBlobActivity extends ExecutionActivity {
  constructor(
    name: string,
    private readonly props: FindBlobActivityProps,
  ) {
    super(name, "GetMetadata", props);
  }

  /** @internal */
  public override _neededToRun(): ITerraformDependable[] {
    return this.props.end.store.rightsInEffect;
  }

  /** @internal */
  public override _parts(): IFactoryPart[] {
    return [this.props.end.dataset];
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    const { end } = this.props;
    return {
      typeProperties: {
        dataset: datasetReference(end),
        fieldList: ["exists"],
        storeSettings: { type: "AzureBlobStorageReadSettings", enablePartitionDiscovery: false },
        formatSettings: { type: "BinaryReadSettings" },
      },
    };
  }
}
