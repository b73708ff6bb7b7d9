/**
 * JSON of plain data. An old library of the page may have given arrays and objects a `toJSON` of
 * its own, which `JSON.stringify` would follow; half a character, which no server takes, is left out.
 */
export function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((element) => json(element)).join()}]`;
  if (typeof value === "object" && value) {
    const members = Object.entries(value).map(([name, member]) => `"${name}":${json(member)}`);
    return `{${members.join()}}`;
  }
  return JSON.stringify(typeof value === "string" ? value.replace(/\p{Cs}/gu, "") : value);
}
