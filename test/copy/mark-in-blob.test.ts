import {
  BlobAccess,
  BlobStoreProps,
  BlobWatermarkProps,
  CopyActivity,
  IncrementalCopy,
  IncrementalWindow,
  ManagedIdentityCredential,
  Pipeline,
  UserAssignedIdentity,
  Watermark,
} from "../../lib";
import { partsOf } from "../support/data-factory/parts";
import { MovingFactory, activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { stackUnderTest } from "../support/stack";

interface ActivityJson {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: { readonly activity: string; readonly dependencyConditions: string[] }[];
  readonly typeProperties: Readonly<Record<string, unknown>>;
}

const IDENTITY_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000002/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/marks-id";

function incremental(
  given: Partial<BlobWatermarkProps> = {},
  moving = new MovingFactory(),
  ofStore: Partial<BlobStoreProps> = {},
) {
  const files = moving.blob("Files", { access: BlobAccess.WRITE, ...ofStore });
  const mark = Watermark.inBlob(files, { name: "erp Article", start: "2020-01-31T00:00:00Z", ...given });
  const source = moving.sqlServer("Erp").window("dbo", "Article", IncrementalWindow.since("ChangedAt", mark));
  const sink = moving.sqlServer("Dwh", { database: "other" }).upsertInto("erp", "Article", ["Id"]);
  const { activities } = new IncrementalCopy("Copy articles", { source, sink });
  const pipeline = new Pipeline(moving.stack, "Pipeline", {
    dataFactory: moving.dataFactory,
    pipelineName: "load",
    activities,
  });
  return {
    moving,
    files,
    source,
    sink,
    pipeline,
    made: activitiesOf(moving.stack, "load") as unknown as ActivityJson[],
  };
}

const valueOf = (given: unknown) => (given as { value: string }).value;

/** What Data Factory and the container make of what the activities say; the copy fails where told. */
class Container {
  public readonly blobs = new Map<string, string>();

  constructor(private readonly activities: readonly ActivityJson[]) {}

  /** The time from which on the copy read, where it came so far. */
  public run(triggered: string, fails = false): string | undefined {
    const answers = new Map<string, Record<string, unknown>>();
    let from: string | undefined;
    for (const { name, type, dependsOn, typeProperties } of this.activities) {
      if (!dependsOn.every(({ activity }) => answers.has(activity))) continue;
      if (type === "GetMetadata") {
        const { parameters } = typeProperties.dataset as { parameters: Record<string, string> };
        answers.set(name, { exists: this.blobs.has(`${parameters.folder}/${parameters.file}`) });
      } else if (type === "IfCondition") {
        const [, found] = /^@not\(activity\('(.*)'\)\.output\.exists\)$/.exec(valueOf(typeProperties.expression))!;
        const [put] = typeProperties.ifTrueActivities as ActivityJson[];
        if (answers.get(found)!.exists === false) this.put(put, triggered);
        answers.set(name, {});
      } else if (type === "WebActivity" && typeProperties.method === "GET") {
        answers.set(name, JSON.parse(this.blobs.get(this.blobOf(typeProperties.url))!) as Record<string, unknown>);
      } else if (type === "WebActivity") {
        this.put({ name, type, dependsOn, typeProperties }, triggered);
      } else {
        const [, read] = /addMinutes\(activity\('([^']*)'\)\.output\.mark, -60\)/.exec(JSON.stringify(typeProperties))!;
        from = answers.get(read)!.mark as string;
        if (!fails) answers.set(name, {});
      }
    }
    return from;
  }

  private put({ typeProperties: { url, body } }: ActivityJson, triggered: string): void {
    const text = typeof body === "string" ? body : valueOf(body);
    const time = "@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ssZ')}";
    this.blobs.set(this.blobOf(url), text.replace(time, triggered));
  }

  private blobOf(url: unknown): string {
    return decodeURIComponent(new URL(url as string).pathname.replace(/^\/[^/]+\//, ""));
  }
}

describe("a mark in a blob", () => {
  test("is begun by the first run, and moves only when a copy has succeeded", () => {
    const container = new Container(incremental().made);
    expect(container.run("2026-01-01T02:00:00Z", true)).toBe("2020-01-31T00:00:00Z");
    expect(container.run("2026-01-02T02:00:00Z")).toBe("2020-01-31T00:00:00Z");
    expect(container.run("2026-01-03T02:00:00Z", true)).toBe("2026-01-02T02:00:00Z");
    expect(container.run("2026-01-04T02:00:00Z")).toBe("2026-01-02T02:00:00Z");
    expect([...container.blobs]).toEqual([["marks/erp Article.json", '{"mark":"2026-01-04T02:00:00Z"}']]);
  });

  test("is found without an activity that fails, and written by the identity that the container admits", () => {
    const { made, moving } = incremental({ folder: "etl/marks" });
    expect(made.map(({ name, type, dependsOn }) => [name, type, dependsOn.map(({ activity }) => activity)])).toEqual([
      ["Find mark of erp Article", "GetMetadata", []],
      ["Begin mark of erp Article", "IfCondition", ["Find mark of erp Article"]],
      ["Read mark of erp Article", "WebActivity", ["Begin mark of erp Article"]],
      ["Copy articles", "Copy", ["Read mark of erp Article"]],
      ["Move mark of erp Article", "WebActivity", ["Copy articles"]],
    ]);
    expect(made[0].typeProperties).toEqual({
      dataset: {
        referenceName: "files_binary_file",
        type: "DatasetReference",
        parameters: { folder: "etl/marks", file: "erp Article.json" },
      },
      fieldList: ["exists"],
      storeSettings: { type: "AzureBlobStorageReadSettings", enablePartitionDiscovery: false },
      formatSettings: { type: "BinaryReadSettings" },
    });
    expect(made[4].typeProperties).toEqual({
      method: "PUT",
      url: expect.stringMatching(/^https:\/\/[^/]+\/[^/]+\/etl\/marks\/erp%20Article\.json$/),
      headers: expect.objectContaining({ "x-ms-blob-type": "BlockBlob", "Content-Type": "application/json" }),
      body: {
        type: "Expression",
        value: `{"mark":"@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ssZ')}"}`,
      },
      authentication: expect.objectContaining({ resource: "https://storage.azure.com/" }),
    });
    const { address, properties } = partsOf(moving.stack, "datasets").find(({ name }) => name === "files_binary_file")!;
    expect(properties).toMatchObject({
      type: "Binary",
      typeProperties: { location: { type: "AzureBlobStorageLocation" } },
    });
    expect(partsOf(moving.stack, "pipelines")[0].depends_on).toContain(address);
  });

  test("is read and written as whom the store is come to", () => {
    const stack = stackUnderTest();
    const identity = UserAssignedIdentity.fromAttributes(stack, "Identity", {
      resourceId: IDENTITY_ID,
      principalId: "7c1f0e5a-0000-4000-8000-00000000000a",
    });
    const moving = new MovingFactory(stack, "retail", "salesforce-adf", { userAssignedIdentities: [identity] });
    const credential = new ManagedIdentityCredential(stack, "Credential", {
      dataFactory: moving.dataFactory,
      credentialName: "marks",
      identity,
    });
    const { made } = incremental({}, moving, { credential });
    const [put] = made[1].typeProperties.ifTrueActivities as ActivityJson[];
    expect([put, made[2], made[4]].map(({ typeProperties }) => typeProperties.authentication)).toEqual(
      Array(3).fill({
        type: "UserAssignedManagedIdentity",
        resource: "https://storage.azure.com/",
        credential: { referenceName: "marks", type: "CredentialReference" },
      }),
    );
  });

  test("waits for the factory's right, and is a place that one environment writes", () => {
    const { pipeline, files } = incremental();
    const right = files.rightsInEffect.map(({ fqn }) => fqn);
    expect(pipeline.neededToRun.map(({ fqn }) => fqn)).toEqual(expect.arrayContaining(right));
    expect(pipeline.activities.flatMap((activity) => activity._writes())).toContain(
      `${files.containerUrl}/marks/erp%20Article.json`,
    );
  });

  test("fails where the factory may not write, where it is there twice, in no folder, and for two copies", () => {
    const { files, source, sink } = incremental();
    const moving = new MovingFactory();
    const readable = moving.blob("Files", { access: BlobAccess.READ });
    expect(rulesOf(() => Watermark.inBlob(readable, { name: "a" }))).toEqual(["copy/blob-access"]);
    expect(refusalOf(() => Watermark.inBlob(files, { name: "ERP article" }))).toContain(
      `[copy/watermark] given "ERP article" twice in ${files.containerUrl}/marks.`,
    );
    expect(Watermark.inBlob(files, { name: "erp Article", folder: "other" }).name).toBe("erp Article");
    expect(rulesOf(() => Watermark.inBlob(files, { name: "b", folder: "/a//b" }))).toEqual(["copy/watermark"]);
    expect(rulesOf(() => new IncrementalCopy("Again", { source, sink }))).toEqual(["copy/watermark"]);
    expect(rulesOf(() => new CopyActivity("Alone", { source, sink }))).toEqual(["copy/mark-read"]);
  });
});
