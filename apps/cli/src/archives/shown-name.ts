/** A name on one line of a terminal: control characters, which a strange archive may hold, as JSON writes them. */
export const shownName = (name: string): string =>
  name.replace(/\p{Cc}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
