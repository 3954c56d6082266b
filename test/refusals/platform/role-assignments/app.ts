import { RoleCount } from "../../../../lib/platform/role-count";

/** Three hundred domains that are given ten rights each in one subscription, and fifty that have one of their own. */
export function program(): string {
  const count = new RoleCount();
  for (let domain = 0; domain < 300; domain += 1) {
    count.add("1a2b3c4d-0000-4000-8000-000000000002", 10);
  }
  count.add("1a2b3c4d-0000-4000-8000-000000000003", 500);
  return count.warnings().join("\n");
}
