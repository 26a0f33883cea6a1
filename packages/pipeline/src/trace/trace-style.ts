/** How parts of the text are marked, by what they mean. The default marks nothing. */
export type TraceStyle = {
  readonly title: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly name: (text: string) => string;
};

const plain = (text: string): string => text;
export const PLAIN_STYLE: TraceStyle = {
  title: plain,
  good: plain,
  warn: plain,
  bad: plain,
  dim: plain,
  name: plain,
};
