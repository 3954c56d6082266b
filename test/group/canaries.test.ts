import { strayedInto } from "./canaries";

const KEY = 'key"+/of=the account';

test.each([
  ["as it is", KEY],
  ["in JSON", JSON.stringify({ note: `SharedAccessKey=${KEY}` })],
  ["in a URL", `https://contoso.example/?sig=${encodeURIComponent(KEY)}&x=1`],
  ...[0, 1, 2].map((offset) => ["in base64", Buffer.from(`${"x".repeat(offset)}${KEY};`).toString("base64")]),
])("a secret in a log is found %s", (form, text) => {
  const places = [
    ["a log", `dbt: ${text}.`],
    ["a file", "nothing"],
  ] as const;
  expect(strayedInto(places, ["another-secret", KEY])).toEqual([`key"… in a log, ${form}`]);
});
