import { Environment } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** The plan of a domain where it is not deployed. */
export function program(): void {
  subsidiaryUnderTest()
    .addDomain("erp", { environments: [Environment.PROD] })
    .planFor(Environment.PLAY);
}
