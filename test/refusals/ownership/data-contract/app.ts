import { DataContract, Duration } from "../../../../lib";

/** A contract for which nobody answers. */
export function program(): void {
  new DataContract("stock-levels", {
    providerName: "retail",
    consumerName: "energy",
    owner: "",
    columns: [],
    retention: Duration.days(30),
  });
}
