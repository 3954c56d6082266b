import * as fc from "fast-check";
import { App, TerraformStack, Testing } from "cdktf";
import {
  CopyActivity,
  CustomStore,
  DataDomain,
  DataFactory,
  IIntegrationRuntime,
  ISharedIntegrationRuntime,
  LinkedIntegrationRuntime,
  Pipeline,
  SharedIntegrationRuntime,
  Tier,
} from "../../lib";
import { knownRules } from "../../lib/core/rule";
import { GROUP_ID, PLACE } from "../support/azure";
import { rulesOf } from "../support/plan";
import { stackUnderTest, template } from "../support/stack";
import { verdicts } from "./oracle";

const RETAIL = { subsidiaryName: "retail", tier: Tier.PRODUCTION };

/** The physical runtimes of a topology, and how a store's factory comes to one of them. */
const WAYS = [
  "azure",
  "own",
  "linked in stack",
  "linked across stacks",
  "linked by ID",
  "linked by ID in capitals",
] as const;
type Way = (typeof WAYS)[number];

interface End {
  readonly way: Way;
  /** Which of the hub's runtimes: shared, or dedicated to this domain. */
  readonly runtime: 0 | 1;
}

interface Topology {
  readonly source: End;
  readonly sink: End;
}

const end: fc.Arbitrary<End> = fc.record({
  way: fc.constantFrom(...WAYS),
  runtime: fc.constantFrom<0 | 1>(0, 1),
});
const topology: fc.Arbitrary<Topology> = fc.record({ source: end, sink: end });

const NAMES = ["hub-ir", "hub-salesforce-ir"];

/** A hub's factory with two runtimes, the second dedicated; and a domain's factory with a store at each end. */
class World {
  private readonly app: App = Testing.app();
  private readonly domain: TerraformStack = stackUnderTest("domain", this.app);
  private readonly hub: TerraformStack = stackUnderTest("hub", this.app);
  private readonly hubHere = new Map<TerraformStack, DataFactory>();
  private readonly dataFactory = new DataFactory(this.domain, "Factory", { ...PLACE, factoryName: "salesforce-adf" });
  private readonly runtimes = new Map<string, ISharedIntegrationRuntime>();
  private readonly links = new Map<string, IIntegrationRuntime>();

  public constructor(private readonly ends: Topology) {}

  public get stacks(): TerraformStack[] {
    return [this.domain, this.hub];
  }

  /** Makes the pipeline, with a copy that is allowed or with one that says nothing of its ends. */
  public make(): void {
    const [source, sink] = [this.store("source", this.ends.source), this.store("sink", this.ends.sink)];
    const said = { datasetName: "rows", datasetType: "OdbcTable", datasetProperties: { tableName: "rows" } };
    const copy = new CopyActivity("Copy", {
      source: source.source({ ...said, endType: "OdbcSource" }),
      sink: sink.sink({ ...said, endType: "OdbcSink" }),
    });
    const { dataFactory } = this;
    new Pipeline(this.domain, "Pipeline", { dataFactory, pipelineName: "load", activities: [copy] });
  }

  private store(name: string, { way, runtime }: End): CustomStore {
    return new CustomStore(this.domain, name, {
      within: new DataDomain({ dataFactory: this.dataFactory, subsidiaryName: "retail" }),
      linkedServiceType: "Odbc",
      typeProperties: { connectionString: `dsn=${name}` },
      runtime: way === "azure" ? undefined : this.runtime(way, runtime),
    });
  }

  private runtime(way: Exclude<Way, "azure">, index: 0 | 1): IIntegrationRuntime {
    const id = `${way} ${index}`;
    const known = this.links.get(id);
    const made = known ?? (way === "own" ? this.own(index) : this.link(way, index));
    this.links.set(id, made);
    return made;
  }

  /** A physical runtime in the domain's own factory. */
  private own(index: 0 | 1): ISharedIntegrationRuntime {
    const { dataFactory } = this;
    return new SharedIntegrationRuntime(this.domain, `Own${index}`, {
      ...RETAIL,
      dataFactory,
      runtimeName: NAMES[index],
    });
  }

  private link(way: Exclude<Way, "azure" | "own">, index: 0 | 1): IIntegrationRuntime {
    const runtimeName = `linked-${[...WAYS].indexOf(way)}-${index}`;
    return new LinkedIntegrationRuntime(this.domain, runtimeName, {
      ...RETAIL,
      dataFactory: this.dataFactory,
      runtimeName,
      sharedRuntime: this.physical(way, index),
      domainName: "salesforce",
    });
  }

  private physical(way: Exclude<Way, "azure" | "own">, index: 0 | 1): ISharedIntegrationRuntime {
    const dedicatedTo = index === 1 ? "salesforce" : undefined;
    if (way === "linked by ID" || way === "linked by ID in capitals") {
      const name = way === "linked by ID" ? NAMES[index] : NAMES[index].toUpperCase();
      const runtimeId = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/hub-adf/integrationRuntimes/${name}`;
      return SharedIntegrationRuntime.fromResourceId(this.domain, `Shared ${name}`, runtimeId, {
        ...RETAIL,
        dedicatedTo,
      });
    }
    const stack = way === "linked in stack" ? this.domain : this.hub;
    const key = `${stack.node.id} ${index}`;
    const known = this.runtimes.get(key);
    const made =
      known ??
      new SharedIntegrationRuntime(stack, `${stack.node.id}-runtime-${index}`, {
        ...RETAIL,
        dedicatedTo,
        dataFactory: this.hubFactory(stack),
        runtimeName: NAMES[index],
      });
    this.runtimes.set(key, made);
    return made;
  }

  private hubFactory(stack: TerraformStack): DataFactory {
    const known = this.hubHere.get(stack);
    const factoryName = stack === this.hub ? "hub-adf" : "here-adf";
    const made = known ?? new DataFactory(stack, "HubFactory", { ...PLACE, factoryName });
    this.hubHere.set(stack, made);
    return made;
  }
}

/** What the rules say of a topology. */
function refusedBy(ends: Topology): string[] {
  try {
    new World(ends).make();
    return [];
  } catch {
    return rulesOf(() => new World(ends).make());
  }
}

/** What the oracle says of it: it reads a synthesis for which the rule was made silent. */
function oracleAccepts(ends: Topology): boolean {
  const rule = knownRules().find(({ props }) => props.id === "copy/one-runtime")!;
  const silent = jest.spyOn(rule, "when").mockReturnValue([]);
  try {
    const world = new World(ends);
    world.make();
    const [verdict, ...others] = verdicts(world.stacks.map((stack) => template(stack)));
    expect(others).toEqual([]);
    return verdict;
  } finally {
    silent.mockRestore();
  }
}

describe("copy/one-runtime", () => {
  const every = WAYS.flatMap((way) => ([0, 1] as const).map((runtime): End => ({ way, runtime })));

  test("accepts exactly what an oracle accepts that reads the synthesized JSON alone", () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(topology, (ends) => {
        const refusals = refusedBy(ends);
        const accepted = oracleAccepts(ends);
        seen[accepted ? "accepted" : "refused"] += 1;
        expect({ ends, refusals }).toEqual({ ends, refusals: accepted ? [] : ["copy/one-runtime"] });
      }),
      { numRuns: 40 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(5);
  });

  test.each(every)("accepts both ends on one runtime: $way, $runtime", (one) => {
    expect(refusedBy({ source: one, sink: one })).toEqual([]);
  });

  test.each(every)("accepts one end that Azure's own runtime reaches: $way, $runtime", (one) => {
    const azure: End = { way: "azure", runtime: 0 };
    expect([refusedBy({ source: one, sink: azure }), refusedBy({ source: azure, sink: one })]).toEqual([[], []]);
  });

  test("knows one runtime by whichever construct and case: made across stacks, or by ID", () => {
    const across: End = { way: "linked across stacks", runtime: 0 };
    const byId: End = { way: "linked by ID", runtime: 0 };
    const inCapitals: End = { way: "linked by ID in capitals", runtime: 0 };
    expect(refusedBy({ source: across, sink: byId })).toEqual([]);
    expect(refusedBy({ source: byId, sink: inCapitals })).toEqual([]);
  });

  test.each<[End, End]>([
    [
      { way: "own", runtime: 0 },
      { way: "own", runtime: 1 },
    ],
    [
      { way: "own", runtime: 0 },
      { way: "linked in stack", runtime: 0 },
    ],
    [
      { way: "linked in stack", runtime: 0 },
      { way: "linked in stack", runtime: 1 },
    ],
    [
      { way: "linked across stacks", runtime: 0 },
      { way: "linked by ID", runtime: 1 },
    ],
    [
      { way: "linked by ID", runtime: 1 },
      { way: "linked by ID in capitals", runtime: 0 },
    ],
  ])("fails if the ends are on different runtimes: %j, %j", (source, sink) => {
    expect([refusedBy({ source, sink }), refusedBy({ source: sink, sink: source })]).toEqual([
      ["copy/one-runtime"],
      ["copy/one-runtime"],
    ]);
  });
});
