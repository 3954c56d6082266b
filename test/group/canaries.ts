import { formsOf } from "../../rehearsal/src/secrets/forms";

/** So much of a secret is shown where it was found. */
const SHOWN_CHARACTERS = 4;

/** Each of these secrets that is in one of the texts, by the name of its place, in whatever form it is written there. */
export function strayedInto(
  texts: readonly (readonly [place: string, text: string])[],
  secrets: readonly string[],
): string[] {
  const sought = secrets.flatMap((secret) =>
    [...formsOf(secret)].map(([written, form]) => ({ secret, written, form })),
  );
  const found = texts.flatMap(([place, text]) =>
    sought
      .filter(({ written }) => text.includes(written))
      .map(({ secret, form }) => `${secret.slice(0, SHOWN_CHARACTERS)}… in ${place}, ${form}`),
  );
  return [...new Set(found)];
}
