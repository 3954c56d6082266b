const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether `text` is a UUID, in any case: what Azure calls subscriptions, tenants and principals by. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
