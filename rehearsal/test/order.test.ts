/**
 * In which order azapi 2.12.0 and azurerm 4.55.0 act, and what then comes of it: each case was run with the real
 * providers. PUT, DELETE and POST are the requests that were seen.
 */
import { Azure } from "../src/azure/azure";
import { AzureEvent } from "../src/azure/event-log";
import { text } from "../src/azure/operation";
import { RUNTIME } from "../src/azure/types/data-factory";
import { inFactory, part } from "./support/azapi-sketch";
import { FACTORY_ID } from "./support/sketches";
import { linkedTo, outcome } from "./support/stage";
import { PLACE, Sketch, Workshop } from "./support/workshop";

type Resources = ReturnType<Sketch["resources"]>;

const CBD = { lifecycle: { create_before_destroy: true } };
const SQL_SERVER = { type: "SqlServer", typeProperties: { connectionString: "Data Source=sql01" } };
const wait = (name: string) => ({ name, type: "Wait", typeProperties: { waitTimeInSeconds: 1 } });
const copy = (index: number) => ({
  name: `Copy ${index}`,
  type: "Copy",
  typeProperties: { source: { type: "SqlServerSource" }, sink: { type: "SqlServerSink" } },
});
const reference = (type: string, referenceName: string) => ({ type, referenceName });

/** What was asked of Azure since then, each with the name of what it was asked of. */
function requests(events: readonly AzureEvent[]): string {
  const verbs: Partial<Record<string, string>> = { create: "PUT", update: "PUT", delete: "DELETE" };
  return events
    .map(({ kind, id, asked }) => {
      const name = id.split("/").pop()!;
      return kind === "refused" ? `${verbs[asked ?? ""] ?? asked} ${name} refused` : `${verbs[kind] ?? kind} ${name}`;
    })
    .join(" ; ");
}

/** What an apply asked of Azure, and how much was left to do after it; -1 where it failed. */
interface Lived {
  readonly asked: string;
  readonly left: number;
}

/** Applies the first, then the others one by one. */
async function lived(lives: readonly (() => Resources)[], given?: (azure: Azure) => void): Promise<Lived[]> {
  const workshop = new Workshop(inFactory("living", lives[0], { given }));
  try {
    const stack = workshop.stack();
    expect(await outcome(stack.init())).toBe("ok");
    expect(await outcome(stack.apply())).toBe("ok");
    const result: Lived[] = [];
    for (const life of lives.slice(1)) {
      const before = workshop.world.events.all.length;
      stack.change((configuration) => (configuration.resource = life()));
      const { code } = await stack.apply();
      const asked = requests(workshop.world.events.since(before));
      result.push({ asked, left: code === 0 ? (await stack.changes()).length : REFUSED });
    }
    return result;
  } finally {
    workshop.clear();
  }
}

const REFUSED = -1;

describe("what another part's JSON names", () => {
  /** A pipeline that copies from stores, with those that come first before what they stand for goes. */
  const copies =
    (stores: readonly string[], first: readonly string[] = [], of: Record<string, string> = {}) =>
    (): Resources => {
      const more = (kind: string) => (first.includes(kind) ? CBD : {});
      const all = stores.flatMap((store): [string, object][] => [
        [`ls${store}`, part("linkedservices", of[store] ?? `ls${store}`, SQL_SERVER, more("services"))],
        [
          `ds${store}`,
          part(
            "datasets",
            (of[store] ?? `ls${store}`).replace("ls", "ds"),
            {
              type: "SqlServerTable",
              linkedServiceName: reference("LinkedServiceReference", of[store] ?? `ls${store}`),
            },
            { ...more("datasets"), depends_on: [`azapi_resource.ls${store}`] },
          ),
        ],
      ]);
      const inputs = stores.map((store) =>
        reference("DatasetReference", (of[store] ?? `ls${store}`).replace("ls", "ds")),
      );
      const activities = inputs.map((input, index) => ({ ...copy(index), inputs: [input] }));
      const depends = { depends_on: stores.map((store) => `azapi_resource.ds${store}`) };
      return {
        azapi_resource: {
          ...(Object.fromEntries(all) as Resources[string]),
          P: part("pipelines", "P", { activities }, { ...more("pipelines"), ...depends }),
        },
      };
    };

  test.each([[[]], [["services"]]])(
    "goes never where none, or only what it stands on, comes first (%p)",
    async (first) => {
      const without = copies(["A"], first);
      expect(await lived([copies(["A", "B"], first), without, without])).toEqual([
        { asked: "DELETE dsB refused", left: REFUSED },
        { asked: "DELETE dsB refused", left: REFUSED },
      ]);
    },
  );

  test.each([[["datasets"]], [["pipelines"]]])("goes in one apply where %p come first", async (first) => {
    expect(await lived([copies(["A", "B"], first), copies(["A"], first)])).toEqual([
      { asked: "PUT P ; DELETE dsB ; DELETE lsB", left: 0 },
    ]);
  });

  it("goes only where that was in the state before, and it takes an apply of its own to get there", async () => {
    const first = ["datasets"];
    expect(await lived([copies(["A", "B"]), copies(["A"], first)])).toEqual([
      { asked: "DELETE dsB refused", left: REFUSED },
    ]);
    expect(await lived([copies(["A", "B"]), copies(["A", "B"], first), copies(["A"], first)])).toEqual([
      { asked: "", left: 0 },
      { asked: "PUT P ; DELETE dsB ; DELETE lsB", left: 0 },
    ]);
  });

  it("is renamed in one apply, what it stands on as well", async () => {
    const renamed = { A: "lsZ" };
    expect(await lived([copies(["A"], ["datasets"]), copies(["A"], ["datasets"], renamed)])).toEqual([
      { asked: "PUT lsZ ; PUT dsZ ; PUT P ; DELETE dsA ; DELETE lsA", left: 0 },
    ]);
    const [{ asked, left }] = await lived([copies(["A"]), copies(["A"], [], renamed)]);
    expect([asked, left]).toEqual(["DELETE dsA refused", REFUSED]);
  });

  const calls =
    (called: string, more: object = {}) =>
    (): Resources => ({
      azapi_resource: {
        Q: part("pipelines", called, { activities: [wait("Wait")] }, more),
        P: part(
          "pipelines",
          "P",
          {
            activities: [
              {
                name: "Call",
                type: "ExecutePipeline",
                typeProperties: { pipeline: reference("PipelineReference", called) },
              },
            ],
          },
          { depends_on: ["azapi_resource.Q"] },
        ),
      },
    });

  it("may be a pipeline that another calls", async () => {
    expect(await lived([calls("Q"), calls("Q2")])).toEqual([{ asked: "DELETE Q refused", left: REFUSED }]);
    expect(await lived([calls("Q", CBD), calls("Q2", CBD)])).toEqual([{ asked: "PUT Q2 ; PUT P ; DELETE Q", left: 0 }]);
  });
});

describe("what comes first makes everything that it stands on come first", () => {
  const group = (image: string) => ({
    name: "cg",
    ...PLACE,
    os_type: "Linux",
    ip_address_type: "None",
    container: [{ name: "dbt", image, cpu: 1, memory: 1 }],
  });
  const starts =
    (image: string, url: string, more: object = CBD) =>
    (): Resources => ({
      azurerm_container_group: { g: group(image) },
      azapi_resource: {
        P: part(
          "pipelines",
          "P",
          { activities: [{ name: "Start", type: "WebActivity", typeProperties: { method: "POST", url } }] },
          more,
        ),
      },
    });
  const byReference = "https://management.azure.com${azurerm_container_group.g.id}/start";
  const asText = `https://management.azure.com${FACTORY_ID.replace(/Microsoft.DataFactory.*/, "Microsoft.ContainerInstance/containerGroups/cg")}/start`;

  it("a group that is replaced under its own name is there already, again and again", async () => {
    const bumped = starts("dbt:2", byReference);
    expect(await lived([starts("dbt:1", byReference), bumped, bumped])).toEqual([
      { asked: "PUT cg refused", left: REFUSED },
      { asked: "PUT cg refused", left: REFUSED },
    ]);
  });

  it("but for what is named as text, and under what does not come first", async () => {
    expect(await lived([starts("dbt:1", asText), starts("dbt:2", asText)])).toEqual([
      { asked: "DELETE cg ; PUT cg", left: 0 },
    ]);
    expect(await lived([starts("dbt:1", byReference, {}), starts("dbt:2", byReference, {})])).toEqual([
      { asked: "DELETE cg ; PUT cg", left: 0 },
    ]);
  });

  const granted = (description: string, more: object) => (): Resources => ({
    azurerm_role_assignment: {
      r: { scope: FACTORY_ID, role_definition_name: "Reader", principal_id: "principal", description },
    },
    azapi_resource: {
      P: part("pipelines", "P", { activities: [] }, { ...more, depends_on: ["azurerm_role_assignment.r"] }),
    },
  });

  it("a role that is given anew for its description alone is given already", async () => {
    const [{ asked, left }] = await lived([granted("a", CBD), granted("b", CBD)]);
    expect([asked.replace(/\S+-\S+/, "role"), left]).toEqual(["PUT role refused", REFUSED]);
    const [without] = await lived([granted("a", {}), granted("b", {})]);
    expect([without.asked.replace(/\S+-\S+/g, "role"), without.left]).toEqual(["DELETE role ; PUT role", 0]);
  });
});

describe("a trigger", () => {
  const TRIGGERS = "Microsoft.DataFactory/factories/triggers@2018-06-01";
  const schedule = (hour: number, pipeline = "P") => ({
    type: "ScheduleTrigger",
    pipelines: [{ pipelineReference: reference("PipelineReference", pipeline) }],
    typeProperties: { recurrence: { frequency: "Day", interval: 1, schedule: { hours: [hour], minutes: [0] } } },
  });
  const action = (name: string, when: string, more: object = {}) => ({
    type: TRIGGERS,
    resource_id: "${azapi_resource.T.id}",
    action: name,
    when,
    response_export_values: [],
    ...more,
  });

  /** Stopped before it goes, started when it has come; it goes and comes whenever it changes. */
  const byActions =
    (hour: number, { pipeline = "P", waits = 1, then = "start" } = {}) =>
    (): Resources => ({
      azapi_resource: {
        P: part(
          "pipelines",
          pipeline,
          { activities: [{ ...wait("Wait"), typeProperties: { waitTimeInSeconds: waits } }] },
          CBD,
        ),
        T: part("triggers", "T", schedule(hour, pipeline), {
          depends_on: ["azapi_resource.P"],
          replace_triggers_refs: ["properties"],
        }),
      },
      azapi_resource_action: {
        S: action(then, "apply"),
        Y: action("stop", "destroy", { ignore_not_found: true }),
      },
    });
  it("by actions beside it is stopped, made anew and started as it changes", async () => {
    expect(
      await lived([
        byActions(6),
        byActions(7),
        byActions(7, { waits: 2 }),
        byActions(7, { waits: 2, pipeline: "P2" }),
        byActions(7, { waits: 2, pipeline: "P2", then: "stop" }),
        () => ({ azapi_resource: { P: byActions(7, { waits: 2, pipeline: "P2" })().azapi_resource.P } }),
      ]),
    ).toEqual([
      { asked: "stop T ; DELETE T ; PUT T ; start T", left: 0 },
      { asked: "PUT P", left: 0 },
      { asked: "stop T ; DELETE T ; PUT P2 ; PUT T ; start T ; DELETE P", left: 0 },
      { asked: "stop T", left: 0 },
      { asked: "stop T ; DELETE T", left: 0 },
    ]);
  });

  /** The same by azurerm. */
  const byAzurerm =
    (hour: number, { pipeline = "P", activated = true } = {}) =>
    (): Resources => ({
      azapi_resource: { P: part("pipelines", pipeline, { activities: [wait("Wait")] }, CBD) },
      azurerm_data_factory_trigger_schedule: {
        T: {
          name: "T",
          data_factory_id: FACTORY_ID,
          pipeline_name: pipeline,
          activated,
          frequency: "Day",
          schedule: [{ hours: [hour], minutes: [0] }],
          depends_on: ["azapi_resource.P"],
        },
      },
    });

  it("by azurerm is stopped and started around each change", async () => {
    expect(
      await lived([
        byAzurerm(6),
        byAzurerm(7),
        byAzurerm(7, { pipeline: "P2" }),
        byAzurerm(7, { pipeline: "P2", activated: false }),
        () => ({ azapi_resource: { P: part("pipelines", "P2", { activities: [wait("Wait")] }, CBD) } }),
      ]),
    ).toEqual([
      { asked: "stop T ; PUT T ; start T", left: 0 },
      { asked: "PUT P2 ; stop T ; PUT T ; start T ; DELETE P", left: 0 },
      { asked: "stop T ; PUT T", left: 0 },
      { asked: "stop T ; DELETE T", left: 0 },
    ]);
  });

  it("that somebody stops is noticed by azurerm, and not by actions beside it", async () => {
    for (const [life, seen] of [
      [byAzurerm(6), 1],
      [byActions(6), 0],
    ] as const) {
      const workshop = new Workshop(inFactory("stopped-by-hand", life));
      const stack = workshop.stack();
      await stack.init();
      expect(await outcome(stack.apply())).toBe("ok");
      const trigger = workshop.world.find(`${FACTORY_ID}/triggers/T`)!;
      const properties = { ...(trigger.values.properties as object), runtimeState: "Stopped" };
      trigger.values = { ...trigger.values, properties };
      expect(await stack.changes()).toHaveLength(seen);
      workshop.clear();
    }
  });
});

describe("a linked runtime and the credential by which it is linked", () => {
  const HUB_ID = FACTORY_ID.replace("sketch-adf", "hub-adf");

  interface Link {
    readonly credential?: string;
    readonly identity?: string;
    readonly runtime?: string;
    readonly target?: string;
    readonly more?: object;
  }

  const linked =
    ({ credential, identity = "id1", runtime = "linked", target = "shared1", more = {} }: Link) =>
    (): Resources => {
      const named = credential === undefined ? {} : { credential: reference("CredentialReference", credential) };
      const { type, typeProperties } = linkedTo(`${HUB_ID}/integrationRuntimes/${target}`);
      const info = { linkedInfo: { ...(typeProperties.linkedInfo as object), ...named } };
      return {
        azurerm_user_assigned_identity: { u: { ...PLACE, name: identity } },
        azapi_resource: {
          ...(credential === undefined
            ? {}
            : {
                C: part(
                  "credentials",
                  credential,
                  {
                    type: "ManagedIdentity",
                    typeProperties: { resourceId: "${azurerm_user_assigned_identity.u.id}" },
                  },
                  more,
                ),
              }),
          R: part(
            "integrationRuntimes",
            runtime,
            { type, typeProperties: info },
            {
              ...more,
              depends_on: credential === undefined ? [] : ["azapi_resource.C"],
            },
          ),
          L: part(
            "linkedservices",
            "L",
            { ...SQL_SERVER, connectVia: reference("IntegrationRuntimeReference", runtime) },
            { ...more, depends_on: ["azapi_resource.R"] },
          ),
        },
      };
    };

  /** In a factory that may link both runtimes of the hub, by its own identity and by any that it is given. */
  const linkedLives = (...lives: (() => Resources)[]): Promise<Lived[]> =>
    lived(lives, (azure) => {
      const { world } = azure;
      const ids = ["id1", "id2"].map((name) =>
        FACTORY_ID.replace(/Microsoft.DataFactory.*/, `Microsoft.ManagedIdentity/userAssignedIdentities/${name}`),
      );
      world.find(FACTORY_ID)!.values.identity = [
        { type: "SystemAssigned, UserAssigned", principal_id: "factory", identity_ids: ids },
      ];
      world.put("azurerm_data_factory", HUB_ID, { name: "hub-adf" });
      for (const name of ["shared1", "shared2"]) {
        world.put(RUNTIME, `${HUB_ID}/integrationRuntimes/${name}`, { properties: { type: "SelfHosted" } });
        azure.registerNode(`${HUB_ID}/integrationRuntimes/${name}`, "IR-1");
      }
      world.give("factory", "Contributor", HUB_ID);
      world.events.listen(({ kind, type, id }) => {
        if (kind === "create" && type === "azurerm_user_assigned_identity") {
          const principalId = text(world.find(id)!.values, "principal_id");
          const factory = world.find(FACTORY_ID)!;
          factory.attached = { ...factory.attached, [id.toLowerCase()]: principalId };
          world.give(principalId, "Contributor", HUB_ID);
        }
      });
    });

  it("a credential goes when the runtime no longer names it, or is another", async () => {
    const before = { credential: "c1", more: CBD };
    expect(await linkedLives(linked(before), linked({ more: CBD }))).toEqual([
      { asked: "PUT linked ; DELETE c1", left: 0 },
    ]);
    expect(await linkedLives(linked(before), linked({ ...before, credential: "c2" }))).toEqual([
      { asked: "PUT c2 ; PUT linked ; DELETE c1", left: 0 },
    ]);
    const [{ asked, left }] = await linkedLives(linked({ credential: "c1" }), linked({}));
    expect([asked, left]).toEqual(["DELETE c1 refused", REFUSED]);
  });

  it("another identity is there before the credential points to it", async () => {
    const before = { credential: "c1", more: CBD };
    expect(await linkedLives(linked(before), linked({ ...before, identity: "id2" }))).toEqual([
      { asked: "PUT id2 ; PUT c1 ; DELETE id1", left: 0 },
    ]);
  });

  it("a runtime is linked elsewhere under another name", async () => {
    const elsewhere = { target: "shared2", runtime: "linked2", more: CBD };
    expect(await linkedLives(linked({ more: CBD }), linked(elsewhere))).toEqual([
      { asked: "PUT linked2 ; PUT L ; DELETE linked", left: 0 },
    ]);
    const [{ asked, left }] = await linkedLives(linked({}), linked({ ...elsewhere, more: {} }));
    expect([asked, left]).toEqual(["DELETE linked refused", REFUSED]);
  });
});
