import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { principalOf } from "./access-token";

export type Right = "listen" | "send";

/** Which of a rule's two keys, either of which opens it. */
export type KeySlot = "primary" | "secondary";

interface SharedAccessRule {
  readonly keys: Record<KeySlot, string>;
  readonly rights: readonly Right[];
  /** The hybrid connection that it opens; undefined for a rule of the namespace. */
  readonly hybridConnection?: string;
}

/** Who may do what: SAS rules of hybrid connections and of the namespace, and principals by their tokens. */
export class Access {
  private readonly rules = new Map<string, SharedAccessRule>();
  private readonly principals = new Map<string, Readonly<Record<string, readonly Right[]>>>();

  /** @returns the rule's first key, base64 as Azure makes them. */
  public addRule(name: string, rights: readonly Right[], hybridConnection?: string): string {
    const keys = { primary: newKey(), secondary: newKey() };
    this.rules.set(ruleId(name, hybridConnection), { keys, rights, hybridConnection });
    return keys.primary;
  }

  /** Both keys of a rule; {@link regenerate} makes one of them anew. */
  public keysOf(name: string, hybridConnection?: string): Readonly<Record<KeySlot, string>> {
    return { ...this.rules.get(ruleId(name, hybridConnection))!.keys };
  }

  /** From now on the old key of this slot opens nothing; what it has opened stays open. */
  public regenerate(slot: KeySlot, name: string, hybridConnection?: string): void {
    this.rules.get(ruleId(name, hybridConnection))!.keys[slot] = newKey();
  }

  /** @param rights by the name of a hybrid connection, or `*` for all. */
  public addPrincipal(principal: string, rights: Readonly<Record<string, readonly Right[]>>): void {
    this.principals.set(principal, rights);
  }

  /** @returns why `token` does not give `right` on the hybrid connection; undefined when it does. */
  public refusal(token: string | undefined, host: string, hybridConnection: string, right: Right): string | undefined {
    if (token === undefined || token === "") return "MissingToken: The token is missing";
    const rights = token.startsWith("SharedAccessSignature ")
      ? this.rightsOfSignature(token, host, hybridConnection)
      : this.rightsOfBearer(token.replace(/^Bearer /, ""), hybridConnection);
    if (typeof rights === "string") return rights;
    return rights.includes(right) ? undefined : `'${right}' claim is required`;
  }

  private rightsOfBearer(token: string, hybridConnection: string): readonly Right[] | string {
    const principal = principalOf(token);
    if (principal === undefined) return "InvalidToken: The token is no valid one for the Relay";
    const rights = this.principals.get(principal) ?? {};
    return rights[hybridConnection] ?? rights["*"] ?? [];
  }

  private rightsOfSignature(token: string, host: string, hybridConnection: string): readonly Right[] | string {
    const fields = new Map(
      token
        .slice("SharedAccessSignature ".length)
        .split("&")
        .map((field) => [field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1)] as const),
    );
    const [resource, expiry, signature, name] = ["sr", "se", "sig", "skn"].map((field) => fields.get(field) ?? "");
    const rule =
      this.rules.get(ruleId(decode(name), hybridConnection)) ?? this.rules.get(ruleId(decode(name), undefined));
    if (rule === undefined) return "InvalidSignature: The key name is unknown here";
    const given = Buffer.from(decode(signature), "base64");
    const signedBy = (key: string): boolean => {
      const expected = createHmac("sha256", key).update(`${resource}\n${expiry}`).digest();
      return given.length === expected.length && timingSafeEqual(given, expected);
    };
    if (!Object.values(rule.keys).some(signedBy)) return "InvalidSignature: The token has an invalid signature";
    if (Number(expiry) < Date.now() / 1000) return "ExpiredToken: The token is expired";
    return opens(decode(resource), host, hybridConnection)
      ? rule.rights
      : "InvalidAudience: The token is for something else";
  }
}

/** The token that opens `uri`, as the Relay SDK makes it: the key is used as text, not as the bytes that it encodes. */
export function sharedAccessSignature(uri: string, ruleName: string, key: string, expiry: number): string {
  const resource = encodeURIComponent(uri);
  const signature = createHmac("sha256", key).update(`${resource}\n${expiry}`).digest("base64");
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${encodeURIComponent(ruleName)}`;
}

function newKey(): string {
  return randomBytes(32).toString("base64");
}

function ruleId(name: string, hybridConnection: string | undefined): string {
  return JSON.stringify([name, hybridConnection ?? null]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return "";
  }
}

/** A token opens what its audience names and all below it. */
function opens(audience: string, host: string, hybridConnection: string): boolean {
  const match = /^[a-z]+:\/\/([^:/]+)(?::\d+)?(?:\/(.*?))?\/?$/i.exec(audience);
  const path = match?.[2] ?? "";
  return (
    match?.[1].toLowerCase() === host.toLowerCase() && (path === "" || `${hybridConnection}/`.startsWith(`${path}/`))
  );
}
