import { OperatorKind } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

const PRINCIPAL_ID = "0e0e0e0e-0000-4000-8000-000000000001";

/** One principal, as a group and as a machine. */
export function program(): void {
  const operators = [{ principalId: PRINCIPAL_ID }, { principalId: PRINCIPAL_ID, kind: OperatorKind.MACHINE }];
  subsidiaryUnderTest().addSite("munich", { operators });
}
