import { DataContract, DataContractProps, Duration, LogicalType } from "../../lib";
import { refusalOf } from "../support/plan";

const ARTICLE = { name: "Article", logicalType: LogicalType.STRING };

function contractOf(given: Partial<DataContractProps> = {}): DataContract {
  return new DataContract("stock-levels", {
    providerName: "retail",
    consumerName: "energy",
    owner: "stock-data@retail.example",
    columns: [ARTICLE],
    retention: Duration.days(30),
    ...given,
  });
}

test("a contract covers what its provider gives to its consumer, and nothing else", () => {
  const contract = contractOf();
  const pairs = [
    ["retail", "energy"],
    ["energy", "retail"],
    ["retail", "trading"],
    ["trading", "energy"],
  ];
  expect(pairs.map(([from, to]) => contract.covers(from, to))).toEqual([true, false, false, false]);
});

test("a contract may be within one subsidiary, for data that goes from one of its runtimes to another", () => {
  const contract = contractOf({ consumerName: "retail" });
  expect(contract.covers("retail", "retail")).toBe(true);
});

test("a contract's columns are its own", () => {
  const columns = [ARTICLE];
  const contract = contractOf({ columns });
  columns.pop();
  contract.columns.pop();
  expect(contract.columns).toEqual([ARTICLE]);
});

test.each<[Partial<DataContractProps>, string]>([
  [{ consumerName: " " }, "a party without a name"],
  [{ owner: "  " }, "no owner"],
  [{ columns: [] }, "no columns"],
  [{ columns: [{ ...ARTICLE, name: " " }] }, "a column without a name"],
  [{ columns: [ARTICLE, { ...ARTICLE, name: "article" }] }, 'column "article" twice'],
  [{ retention: Duration.hours(12) }, "a retention of 0.5 days"],
  [{ retention: Duration.days(0) }, "a retention of 0 days"],
  [{ retention: Duration.days(3651) }, "a retention of 3651 days"],
])("a contract fails if it says %j", (given, said) => {
  expect(refusalOf(() => contractOf(given))).toMatch(
    `contract stock-levels: [ownership/data-contract] given ${said}. `,
  );
});

test.each([1, 3650])("a contract may keep data for %j days", (days) => {
  expect(contractOf({ retention: Duration.days(days) }).retention.toDays()).toBe(days);
});
