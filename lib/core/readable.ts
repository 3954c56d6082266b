/** How cdktf writes what is known only after apply into a text. Source: cdktf, tokens/private/encoding. */
const TEXT_TOKEN = /[$#&]\{TfToken\[[^\]]*\]\}/g;
const NUMBER_TOKEN = /-8\.10956221\d*e\+298/g;

/** What to do about a text that is known later than it must be. */
export const TOO_LATE = "It is to be known when the stack is synthesized.";

/** The same text with words in place of what nobody wrote. */
export function readable(text: string): string {
  return text.replace(TEXT_TOKEN, "<known after apply>").replace(NUMBER_TOKEN, "<known after apply>");
}
