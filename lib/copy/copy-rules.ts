import { Rule, Violation } from "../core/rule";
import { ActivityDependency } from "../data-factory/activity";
import { DataContract } from "../ownership/data-contract";
import { CopyEndProps, CopySink } from "./endpoint";
import { IStore } from "./store";
import { TabularTranslator } from "./tabular-translator";

const ONE_RUNTIME = new Rule({
  id: "copy/one-runtime",
  why: "A copy runs on the nodes of one physical runtime, which must reach both sides.",
  fix: "Copy in two steps with HandoffExport and HandoffImport: from the one runtime to a blob container, and from there by the other.",
  source: "Microsoft: create a shared self-hosted integration runtime; copy activity execution",
});

const LEGAL_ENTITY = new Rule({
  id: "copy/legal-entity",
  why: "Legal entities share no data path: data of one reaches another by a declared contract only.",
  fix: "Give the copy a DataContract between the two (Holding.addHandoff plans one), or keep the data in its own subsidiary.",
  source: "this library: subsidiaries and tiers",
});

const JAVA = new Rule({
  id: "copy/parquet-needs-java",
  why: "A self-hosted runtime reads and writes Parquet by a Java runtime on its nodes.",
  fix: "Use FileFormat.GZIPPED_DELIMITED_TEXT, or install Java on every node and declare it in the plan (nodesHaveJava of the site).",
  source: "Microsoft: Parquet format in Azure Data Factory",
});

const WINDOW_INSERTS = new Rule({
  id: "copy/window-inserts",
  why: "Windows overlap, and a run that failed is run again: what is only added would be there twice.",
  fix: "Write what is read by a window with upsertInto and the columns that identify a row.",
  source: "this library: incremental windows",
});

const MARK_READ = new Rule({
  id: "copy/mark-read",
  why: "A mark is read before the copy and moved after it: a copy alone would fail, or copy everything each time.",
  fix: "Make the copy as an IncrementalCopy, and give its activities to the pipeline.",
  source: "this library: incremental copies",
});

const REPLACES_ALONE = new Rule({
  id: "copy/replaces-alone",
  why: "A copy alone would empty the table first and then fill it: while it runs, and after one that failed, rows are missing.",
  fix: "Make the copy as a ReplacingCopy, and give its activities to the pipeline.",
  source: "Microsoft: SQL Server connector, preCopyScript; a copy is no transaction",
});

const KEYS_MAPPED = new Rule({
  id: "copy/keys-mapped",
  why: "An upsert finds the rows that are there already by keys that it is given.",
  fix: "Read every key column, and map it where columns are mapped.",
  source: "Microsoft: SQL Server connector, upsertSettings",
});

const ONTO_ITSELF = new Rule({
  id: "copy/onto-itself",
  why: "What is read is what is written: rows that are added are there twice, and others are written as they are.",
  fix: "Write another table.",
  source: "this library: copies",
});

const MAPPED_READ = new Rule({
  id: "copy/mapped-read",
  why: "A column is filled from one that is read, and the copy fails where that is not there.",
  fix: "Read it, too, or leave it out of the mapping.",
  source: "Microsoft: schema and data type mapping in copy activity",
});

/** What a copy does with its data: whence, whither, where rows lie on the way or are left behind, and by what right. */
export interface CopyWay {
  readonly source: CopyEndProps;
  readonly sink: CopyEndProps;
  readonly aside: readonly IStore[];
  readonly contract?: DataContract;
}

/** What is wrong with a copy from one end to another. */
export function copyViolations({ source, sink, aside, contract }: CopyWay): Violation[] {
  const stores = [source.store, sink.store, ...aside];
  const served = stores.filter(({ runtime }) => runtime !== undefined);
  const worker = served[0]?.runtime?.sharedRuntime;
  const java = source.needsJava === true || sink.needsJava === true;
  return [
    ...served.flatMap((store) =>
      ONE_RUNTIME.when(physical(store) !== physical(served[0]), `${described(served[0])} to ${described(store)}`),
    ),
    ...[...new Set(stores)].flatMap((store) => entityViolations(source.store, store, contract)),
    ...JAVA.when(
      java && worker !== undefined && !worker.nodesHaveJava,
      `Parquet on ${worker?.runtimeName} of the factory ${worker?.factoryName}`,
    ),
  ];
}

/** What is wrong between the columns that are read and mapped, and those by which rows are found. */
export function keyViolations(
  { columns }: Pick<CopyEndProps, "columns">,
  sink: CopySink,
  translator: TabularTranslator | undefined,
): Violation[] {
  const given = translator?._written ?? columns;
  const known = given?.map((name) => name.toLowerCase());
  const missing = sink.keyColumns.filter((key) => known?.includes(key.toLowerCase()) === false);
  const lack = translator === undefined ? "that is not read" : "without a mapping";
  return missing.flatMap((key) => KEYS_MAPPED.when(true, `key "${key}" ${lack}`));
}

/** What is wrong with the columns that are mapped, where it is known which ones are read. */
export function mappingViolations({ columns }: CopyEndProps, translator: TabularTranslator | undefined): Violation[] {
  const known = columns?.map((name) => name.toLowerCase());
  const missing = translator?._read.filter((name) => known?.includes(name.toLowerCase()) === false) ?? [];
  return missing.flatMap((name) => MAPPED_READ.when(true, `column "${name}", mapped, of ${columns!.join(", ")}`));
}

/** What is wrong with writing to where it reads; files are told apart by their folders. */
export function itselfViolations(source: CopyEndProps, sink: CopyEndProps): Violation[] {
  const same = source.dataset === sink.dataset && source.datasetParameters === undefined;
  const asked = source.window === undefined && source.everyRow !== true; // by a query
  return ONTO_ITSELF.when(same && !asked, `${source.dataset.datasetName}, read and written`);
}

/** What is wrong with reading since a mark that no activity has read before. */
export function markViolations({ window }: CopyEndProps, dependsOn: readonly ActivityDependency[] = []): Violation[] {
  const mark = window?._mark;
  return MARK_READ.when(
    mark !== undefined && !dependsOn.some((dependency) => mark._isReadBy(dependency)),
    `a copy since the mark "${mark?.name}"`,
  );
}

/** What is wrong with replacing what a table has by a copy alone. */
export function replacingViolations(sink: CopySink): Violation[] {
  return REPLACES_ALONE.when(sink._replaces, `replaceIn at ${sink.store.linkedServiceName}`);
}

/** What is wrong with adding what a window reads. */
export function windowViolations(source: CopyEndProps, sink: CopyEndProps): Violation[] {
  const { window } = source;
  return WINDOW_INSERTS.when(window !== undefined && sink.appends === true, `a window by ${window?.column}, inserted`);
}

/** One text per physical runtime, whichever constructs stand for it: names of factories are global in Azure. */
function physical({ runtime }: IStore): string {
  const shared = runtime?.sharedRuntime;
  return `${shared?.factoryName}/${shared?.runtimeName}`.toLowerCase();
}

function described({ linkedServiceName, runtime }: IStore): string {
  const shared = runtime?.sharedRuntime;
  return `${linkedServiceName} (runtime ${shared?.runtimeName} of the factory ${shared?.factoryName})`;
}

function entityViolations(from: IStore, to: IStore, contract: DataContract | undefined): Violation[] {
  const crossing = from.subsidiaryName !== to.subsidiaryName;
  const covered = contract?.covers(from.subsidiaryName, to.subsidiaryName) === true;
  const other =
    contract === undefined
      ? "without a contract"
      : `with the contract ${contract.name}, by which ${contract.providerName} gives to ${contract.consumerName}`;
  return LEGAL_ENTITY.when(
    crossing && !covered,
    `data of ${from.subsidiaryName} (${from.linkedServiceName}) to ${to.subsidiaryName} (${to.linkedServiceName}) ${other}`,
  );
}
