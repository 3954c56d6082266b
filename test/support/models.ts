import { Checked, checkBody } from "../../rehearsal/src/models";
import type { Values } from "../../rehearsal/src/provider/value";
import type { Template } from "./stack";

/** A body that azapi writes, and what Microsoft's own client says of it. */
export interface CheckedBody extends Checked {
  readonly azureType: string;
  /** In Terraform. */
  readonly address: string;
  readonly whole: Values;
}

/** What azapi writes, held against Microsoft's own client, as far as that knows it. */
export function checkedBodies({ resource }: Template): CheckedBody[] {
  return Object.entries(resource?.azapi_resource ?? {}).flatMap(([id, { type, body, location, tags }]) => {
    const azureType = String(type).split("@")[0];
    const beside = Object.entries({ location, tags }).filter(([, value]) => value !== undefined);
    const whole = { ...Object.fromEntries(beside), ...(body as Values) } as Values;
    const found = checkBody(azureType, whole);
    return found === undefined ? [] : [{ ...found, azureType, address: `azapi_resource.${id}`, whole }];
  });
}

/** What is wrong with them, a line for each. */
export function wrongBodies(template: Template): string[] {
  return checkedBodies(template).flatMap(({ address, violations }) =>
    violations.map(({ path, what }) => `${address}: ${path}: ${what}`),
  );
}
