import { TabularTranslator } from "../../../../lib";

/** One column filled from two. */
export function program(): void {
  const sink = { name: "Name" };
  new TabularTranslator({
    mappings: [
      { source: { name: "FirstName" }, sink },
      { source: { name: "LastName" }, sink },
    ],
  });
}
