import { DbtJob } from "../../../../lib";
import { jobProps, vaultIn } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A password that whoever may read the group would see. */
export function program(): void {
  const stack = stackUnderTest();
  const password = vaultIn(stack).secret("mail-password").value;
  new DbtJob(stack, "Transform", { ...jobProps(stack), environment: { SMTP_PASSWORD: password } });
}
