import { DefaultTokenResolver, StringConcat, TerraformLocal, TerraformStack, Tokenization } from "cdktf";
import { IConstruct } from "constructs";
import { textsIn } from "./texts-in";

/** How Terraform refers to a local, or to something in one. */
const LOCAL = /\blocal\.([\w-]+)((?:\.[\w-]+|\["[^"]*"\])*)/g;

/** A step of what follows a local's name. */
const STEP = /\.([\w-]+)|\["([^"]*)"\]/g;

/**
 * A text with its tokens as Terraform will read them, for example `${var.password}`; in place of a local of the stack
 * stands what that holds.
 */
export function terraformText(scope: IConstruct, text: string): string {
  return followed(TerraformStack.of(scope), String(resolved(scope, text)), []);
}

/** @param within locals that led to the text, which Terraform will refuse where they lead back to each other */
function followed(stack: TerraformStack, text: string, within: readonly string[]): string {
  const locals = text.includes("local.") ? stack.node.findAll().filter(isLocal) : [];
  return text.replace(LOCAL, (reference, id: string, path: string) => {
    const local = locals.find(({ friendlyUniqueId }) => friendlyUniqueId === id);
    return local === undefined || within.includes(id)
      ? reference
      : heldBy(local, path)
          .map((held) => followed(stack, held, [...within, id]))
          .join(" ");
  });
}

/** What a local holds where `path` leads: `.user` or `["user"]` of an object, or an attribute of what it refers to. */
function heldBy(local: TerraformLocal, path: string): string[] {
  const { locals } = local.toTerraform() as { locals: Record<string, unknown> };
  let held = resolved(local, locals[local.friendlyUniqueId]);
  const rest = [...path.matchAll(STEP)].filter(([, plain, quoted]) => {
    const key = plain ?? quoted;
    const leads = typeof held === "object" && held !== null && key in held;
    held = leads ? (held as Record<string, unknown>)[key] : held;
    return !leads;
  });
  const attribute = rest.map(([step]) => step).join("");
  return textsIn(held).map((text) =>
    text.includes("${")
      ? `${attribute === "" ? text : text.replace(/^\$\{(.*)\}$/s, "$1")}${attribute}`
      : JSON.stringify(text),
  );
}

function resolved(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, {
    scope,
    resolver: new DefaultTokenResolver(new StringConcat()),
    preparing: false,
  });
}

/** Whether it is a local: cdktf has no check of its own, and nothing else has both. */
function isLocal(node: IConstruct): node is TerraformLocal {
  return "asAnyMap" in node && "asBooleanMap" in node;
}
