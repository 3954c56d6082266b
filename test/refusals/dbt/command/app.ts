import { DbtCommand } from "../../../../lib";

/** An option where a subcommand is wanted. */
export function program(): void {
  DbtCommand.custom("--select", "salesforce");
}
