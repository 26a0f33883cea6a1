export type XmlAttributes = Readonly<Record<string, string | number>>;

/** An element with its children, each on a line of its own, or with text. */
export function xmlElement(name: string, attributes: XmlAttributes, content: readonly string[] | string = []): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const open = `<${name}${words.join("")}`;
  if (typeof content === "string") return `${open}>${escapeXml(content, KEPT)}</${name}>`;
  if (content.length === 0) return `${open}/>`;
  return `${open}>\n${content.join("\n")}\n</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
/** In text these stand for themselves; in an attribute a reader would make blanks of them. */
const KEPT = "\n\t";
/** What XML 1.0 (section 2.2) cannot hold, not even as a reference. */
// oxlint-disable-next-line no-control-regex -- these are what a file must not hold
const UNUSABLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escapeXml(text: string, kept = ""): string {
  return text
    .replaceAll(UNUSABLE, "\ufffd")
    .replaceAll(/[&<>"'\t\n\r\u007f-\u009f]/g, (char) =>
      kept.includes(char) ? char : (ENTITIES[char] ?? `&#${char.charCodeAt(0)};`),
    );
}
