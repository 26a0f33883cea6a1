/** How much of a foreign text a message shows. */
const MOST_SHOWN = 80;

/** Text in the quotes of messages, cut off when it is long. */
export function excerpt(text: string): string {
  return `\`${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text}'`;
}
