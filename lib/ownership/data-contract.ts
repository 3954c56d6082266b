import { Duration } from "../core/duration";
import { repeatedIn } from "../core/repeated";
import { Rule, Violation, refuse } from "../core/rule";
import { RETENTION_DAYS } from "./limits";

const DATA_CONTRACT = new Rule({
  id: "ownership/data-contract",
  why: "Data is handed over by agreement only: who gives what to whom, who answers for it, and how long it lies in between.",
  fix: `Name both subsidiaries, an owner, every column once, and a retention of ${RETENTION_DAYS.toString()}.`,
  source: "this library: subsidiaries and tiers",
});

/** Types of values between stores, as Data Factory knows them. Source: Microsoft, schema and data type mapping in copy activity. */
export enum LogicalType {
  /** True or false. */
  BOOLEAN = "Boolean",
  /** Bytes. */
  BYTE_ARRAY = "Byte[]",
  /** A time without offset from UTC. */
  DATE_TIME = "DateTime",
  /** A time with its offset from UTC. */
  DATE_TIME_OFFSET = "DateTimeOffset",
  /** A decimal number of up to 28 digits. */
  DECIMAL = "Decimal",
  /** A floating-point number of 64 bits. */
  DOUBLE = "Double",
  /** A UUID. */
  GUID = "Guid",
  /** A whole number of 16 bits. */
  INT16 = "Int16",
  /** A whole number of 32 bits. */
  INT32 = "Int32",
  /** A whole number of 64 bits. */
  INT64 = "Int64",
  /** A floating-point number of 32 bits. */
  SINGLE = "Single",
  /** A text. */
  STRING = "String",
  /** A length of time. */
  TIME_SPAN = "TimeSpan",
}

/** One column of what is handed over. */
export interface ContractColumn {
  /** Name, at both ends. */
  readonly name: string;
  /** Type of its values. */
  readonly logicalType: LogicalType;
}

/** What a {@link DataContract} says, whoever its parties are. */
export interface ContractTerms {
  /** Who answers for the data: a team or a mail address. */
  readonly owner: string;
  /** What is handed over, and nothing else. */
  readonly columns: ContractColumn[];
  /** How long what was handed over lies between the two, 1-3,650 whole days. */
  readonly retention: Duration;
}

/** How to make a {@link DataContract}. */
export interface DataContractProps extends ContractTerms {
  /** Subsidiary whose data it is. */
  readonly providerName: string;
  /** Subsidiary that gets it: another one, or the same where its data goes from one of its runtimes to another. */
  readonly consumerName: string;
}

/** An agreement by which data of one subsidiary is handed over, mostly to another. Plain data, the same at both ends. */
export class DataContract {
  /** Subsidiary whose data it is. */
  public readonly providerName: string;
  /** Subsidiary that gets it. */
  public readonly consumerName: string;
  /** Who answers for the data. */
  public readonly owner: string;
  /** How long what was handed over lies between the two. */
  public readonly retention: Duration;
  private readonly agreed: ContractColumn[];

  /**
   * @param name what it is called, for example `stock-levels`.
   * @throws `ownership/data-contract`
   */
  constructor(
    public readonly name: string,
    props: DataContractProps,
  ) {
    refuse(`contract ${name}`, contractViolations(props));
    this.providerName = props.providerName;
    this.consumerName = props.consumerName;
    this.owner = props.owner;
    this.retention = props.retention;
    this.agreed = [...props.columns];
  }

  /** What is handed over. */
  public get columns(): ContractColumn[] {
    return [...this.agreed];
  }

  /** Whether data of `providerName` may reach `consumerName` by it. */
  public covers(providerName: string, consumerName: string): boolean {
    return this.providerName === providerName && this.consumerName === consumerName;
  }
}

function contractViolations(props: DataContractProps): Violation[] {
  const names = props.columns.map(({ name }) => name);
  const days = props.retention.toDays();
  return [
    ...DATA_CONTRACT.when(
      [props.providerName, props.consumerName].some((party) => party.trim() === ""),
      "a party without a name",
    ),
    ...DATA_CONTRACT.when(props.owner.trim() === "", "no owner"),
    ...DATA_CONTRACT.when(names.length === 0, "no columns"),
    ...DATA_CONTRACT.when(
      names.some((name) => name.trim() === ""),
      "a column without a name",
    ),
    ...repeatedIn(names).flatMap((name) => DATA_CONTRACT.when(true, `column "${name}" twice`)),
    ...DATA_CONTRACT.when(!RETENTION_DAYS.admits(days), `a retention of ${days} days`),
  ];
}
