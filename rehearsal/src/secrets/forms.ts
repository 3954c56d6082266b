/** How a text may be written within another one. */
export type Form = "as it is" | "in JSON" | "in a URL" | "in base64";

/** How many characters of base64 a byte shares with what stands before it, by where it begins. */
const SHARED_CHARACTERS = [0, 2, 3];

/** Every way in which a text is looked for, each with what it is called. */
export function formsOf(text: string): ReadonlyMap<string, Form> {
  const once = inJson(text);
  const written: (readonly [string, Form])[] = [
    [text, "as it is"],
    ...[...once, ...once.flatMap(inJson)].map((form) => [form, "in JSON"] as const),
    [encodeURIComponent(text), "in a URL"],
    [new URLSearchParams([["", text]]).toString().slice(1), "in a URL"],
  ];
  const encoded = written.flatMap(([form]) => inBase64(form)).map((form) => [form, "in base64"] as const);
  return new Map([...encoded, ...written.reverse()]); // the plainest name counts
}

/** As JavaScript escapes it, and as Terraform does. */
function inJson(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return [plain, plain.replace(/[<>&]/g, escaped)];
}

/** What of its base64 does not depend on what stands before and after it. */
function inBase64(text: string): string[] {
  return SHARED_CHARACTERS.flatMap((shared, offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const characters = bytes.toString("base64").replace(/=+$/, "").slice(shared);
    const own = bytes.length % SHARED_CHARACTERS.length === 0 ? characters : characters.slice(0, -1);
    return [own, own.replace(/\+/g, "-").replace(/\//g, "_")];
  });
}
