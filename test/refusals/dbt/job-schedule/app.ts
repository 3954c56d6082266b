import { JobTrigger } from "../../../../lib";

/** There are five fields, and none for seconds. */
export function program(): void {
  JobTrigger.schedule("0 30 2 * * *");
}
