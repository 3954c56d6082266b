import { TerraformStack } from "cdktf";
import { template } from "./stack";

/** The resources that a stack makes, `type name` or `type` alone where they have none, sorted; Azure's type where azapi makes them. */
export function madeIn(stack: TerraformStack): string[] {
  return Object.entries(template(stack).resource ?? {})
    .flatMap(([type, blocks]) =>
      Object.values(blocks).map((block) => {
        const shown = type === "azapi_resource" ? String(block.type).replace(/@.*$/, "") : type;
        return typeof block.name === "string" ? `${shown} ${block.name}` : shown;
      }),
    )
    .sort();
}

/** A copy of `given` without some of its members. */
export function without<T extends object, K extends keyof T>(given: T, ...members: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !members.includes(key as K))) as Omit<T, K>;
}
