/** Whether a subject is the one that a pattern means; `*` stands for any characters, everything else for itself. */
export function matchesSubject(pattern: string, subject: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return subject === pattern;
  const tail = rest.pop()!;
  if (!subject.startsWith(head) || subject.length < head.length + tail.length || !subject.endsWith(tail)) return false;
  const end = subject.length - tail.length;
  let at = head.length;
  for (const part of rest) {
    const found = subject.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
