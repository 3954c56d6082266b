import { Form, formsOf } from "./forms";

/** A text that is nobody's business. */
export interface Secret {
  /** What it is of: `secret warehouse-password of contoso-kv`. */
  readonly what: string;
  readonly value: string;
}

/** A secret in a text. */
export interface Found {
  readonly what: string;
  readonly form: Form;
}

/** By so many of its first characters a form is found; what is shorter is found by chance. */
const HEAD = 12;

interface Sought extends Found {
  readonly text: string;
}

/** Looks for secrets in texts, however they are written there. */
export class Finder {
  private readonly byHead = new Map<string, Sought[]>();
  private readonly known = new Set<string>();

  constructor(secrets: readonly Secret[] = []) {
    this.add(secrets);
  }

  /** Looks for these too; for what is known already as before. */
  public add(secrets: readonly Secret[]): void {
    for (const { what, value } of secrets.filter((one) => !this.known.has(keyOf(one)))) {
      this.known.add(keyOf({ what, value }));
      formsOf(value).forEach((form, text) => {
        if (text.length >= HEAD) {
          const head = text.slice(0, HEAD);
          this.byHead.set(head, [...(this.byHead.get(head) ?? []), { what, form, text }]);
        }
      });
    }
  }

  /** Which secrets are in it, each form once. */
  public in(text: string): Found[] {
    const found = new Map<string, Found>();
    for (let at = 0; at + HEAD <= text.length; at++) {
      const sought = this.byHead.get(text.slice(at, at + HEAD)) ?? [];
      sought
        .filter((one) => text.startsWith(one.text, at))
        .forEach(({ what, form }) => found.set(`${what} ${form}`, { what, form }));
    }
    return [...found.values()];
  }
}

const keyOf = ({ what, value }: Secret): string => `${what} ${value}`;
