import { LogicalType, TabularTranslator } from "../../lib";
import { refusalOf } from "../support/plan";

const ID = { source: { name: "Id" }, sink: { name: "AC_SFID" } };

test("a translator says names, types where they are given, and how types are converted", () => {
  const translator = new TabularTranslator({
    mappings: [
      ID,
      { source: { name: "At", logicalType: LogicalType.DATE_TIME }, sink: { name: "At", physicalType: "date" } },
    ],
    allowDataTruncation: false,
    treatBooleanAsNumber: true,
    dateTimeFormat: "yyyy-MM-dd",
    culture: "de-de",
  });
  expect(translator._json()).toEqual({
    type: "TabularTranslator",
    mappings: [ID, { source: { name: "At", type: "DateTime" }, sink: { name: "At", physicalType: "date" } }],
    typeConversion: true,
    typeConversionSettings: {
      allowDataTruncation: false,
      treatBooleanAsNumber: true,
      dateTimeFormat: "yyyy-MM-dd",
      culture: "de-de",
    },
  });
});

test("a translator fails if it maps nothing", () => {
  expect(refusalOf(() => new TabularTranslator({ mappings: [] }))).toContain("[copy/mapping] given no mappings. ");
});

test("a translator fails if two columns fill one, whatever its case", () => {
  const again = { source: { name: "Name" }, sink: { name: "ac_sfid" } };
  expect(refusalOf(() => new TabularTranslator({ mappings: [ID, again] }))).toContain(
    '[copy/mapping] given sink column "ac_sfid" twice. ',
  );
});
