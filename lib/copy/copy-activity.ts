import { ITerraformDependable } from "cdktf";
import { Rule, Violation, refuse } from "../core/rule";
import { ExecutionActivity, ExecutionActivityProps } from "../data-factory/execution-activity";
import { IFactoryPart } from "../data-factory/factory-part";
import type { Repetition } from "../data-factory/repetition";
import { DataContract } from "../ownership/data-contract";
import { BlobStore } from "./blob-store";
import { againViolations, atATimeViolations, attemptViolations } from "./again-rules";
import {
  copyViolations,
  itselfViolations,
  keyViolations,
  mappingViolations,
  markViolations,
  replacingViolations,
  windowViolations,
} from "./copy-rules";
import { CopySink, CopySource, datasetReference } from "./endpoint";
import { FaultTolerance } from "./fault-tolerance";
import { PARALLEL_COPIES } from "./limits";
import { TabularTranslator } from "./tabular-translator";

const PARALLEL = new Rule({
  id: "copy/parallel-copies",
  why: "Data Factory opens no such number of connections.",
  fix: "Give a whole number of connections, or leave it to Data Factory.",
  source: "Microsoft: copy activity performance, parallelCopies; the upper limit is this library's",
});

/** Where data lies on its way when it is staged. */
export interface Staging {
  /** The container; the factory writes and deletes there. */
  readonly store: BlobStore;
  /** Folder in the container. */
  readonly folder: string;
}

/** How to make a {@link CopyActivity}. */
export interface CopyActivityProps extends ExecutionActivityProps {
  /** Where it reads. */
  readonly source: CopySource;
  /** Where it writes. */
  readonly sink: CopySink;
  /**
   * Which columns are copied and how they are converted.
   *
   * @default - every column, to the one of the same name
   */
  readonly translator?: TabularTranslator;
  /**
   * By what agreement data of one subsidiary reaches another.
   *
   * @default - none: both sides are one subsidiary's
   */
  readonly contract?: DataContract;
  /**
   * Where data lies on its way.
   *
   * @default - nowhere: it goes straight to the sink
   */
  readonly staging?: Staging;
  /**
   * Connections at a time, 1-256.
   *
   * @default - Data Factory decides
   */
  readonly parallelCopies?: number;
  /**
   * What happens to rows that do not fit.
   *
   * @default - the copy fails
   */
  readonly faultTolerance?: FaultTolerance;
}

/**
 * Copies rows from one store to another, on the nodes of the one runtime that reaches them, or in Azure where neither
 * needs one. Source of its JSON: Microsoft, CopyActivity of the Data Factory REST API 2018-06-01.
 */
export class CopyActivity extends ExecutionActivity {
  private readonly props: CopyActivityProps;
  private isInPipeline = false;

  /**
   * @param name 1-55 characters.
   * @throws `copy/one-runtime`, `copy/legal-entity`, `copy/parquet-needs-java`, `copy/keys-mapped`, `copy/mapped-read`, `copy/onto-itself`,
   * `copy/window-inserts`, `copy/mark-read`, `copy/replaces-alone`, `copy/attempts-add`, `copy/blob-access`, `copy/parallel-copies`, `data-factory/activity-name`, `data-factory/activity-policy`
   */
  constructor(name: string, props: CopyActivityProps) {
    super(name, "Copy", props);
    this.props = props;
    refuse(
      `activity ${name}`,
      copyViolations({ ...props, source: props.source._end, sink: props.sink._end, aside: this.aside() }),
      props.staging === undefined ? [] : props.staging.store._writeViolations(),
      itselfViolations(props.source._end, props.sink._end),
      keyViolations(props.source._end, props.sink, props.translator),
      mappingViolations(props.source._end, props.translator),
      windowViolations(props.source._end, props.sink._end),
      markViolations(props.source._end, props.dependsOn),
      replacingViolations(props.sink),
      attemptViolations(props.sink._end, props.policy),
      PARALLEL.outside(PARALLEL_COPIES, props.parallelCopies, "parallelCopies"),
    );
  }

  /** @internal */
  public override _againViolations(again: Repetition): Violation[] {
    return againViolations(this.name, this.props.source._end, this.props.sink._end, again);
  }

  /** @internal */
  public override _atATimeViolations(concurrency: number | undefined): Violation[] {
    const again = this.isInPipeline;
    this.isInPipeline = true;
    return atATimeViolations(this.name, this.props.sink, concurrency, again);
  }

  /** @internal */
  public override _neededToRun(): ITerraformDependable[] {
    const used = [this.props.source.store, this.props.sink.store, ...this.aside()];
    return used.flatMap(({ rightsInEffect }) => rightsInEffect);
  }

  /** @internal */
  public override _parts(): IFactoryPart[] {
    return [this.props.source._end.dataset, this.props.sink._end.dataset, ...this.aside()];
  }

  /** @internal */
  public override _writes(): string[] {
    return this.props.sink._places;
  }

  /** @internal */
  public _body(): Record<string, unknown> {
    const { source, sink, translator, staging, parallelCopies, faultTolerance } = this.props;
    return {
      inputs: [datasetReference(source._end)],
      outputs: [datasetReference(sink._end)],
      typeProperties: {
        source: source._end.json,
        sink: sink._end.json,
        enableStaging: staging !== undefined,
        stagingSettings: staging && {
          linkedServiceName: { referenceName: staging.store.linkedServiceName, type: "LinkedServiceReference" },
          path: `${staging.store.container.containerName}/${staging.folder}`,
        },
        parallelCopies,
        ...faultTolerance?._json(),
        translator: translator?._json(),
      },
    };
  }

  /** Where rows lie on the way, or are left behind. */
  private aside(): BlobStore[] {
    const { staging, faultTolerance } = this.props;
    return [...(staging === undefined ? [] : [staging.store]), ...(faultTolerance?._stores() ?? [])];
  }
}
