import type { FlowKey } from "../openflow/match.ts";
import { copyKey } from "./copy-key.ts";
import { IPV6_DST_WORD, IPV6_SRC_WORD, NW_DST_WORD, NW_SRC_WORD, TP_DST } from "./layout.ts";

/** A word of the packet that conntrack has changed, while flows still see it as it was. */
export type Translation = { readonly word: number; readonly before: number; readonly after: number };

const WORDS: readonly number[] = [
  NW_SRC_WORD,
  NW_DST_WORD,
  TP_DST.word,
  ...[0, 1, 2, 3].flatMap((i) => [IPV6_SRC_WORD + i, IPV6_DST_WORD + i]),
];

/** What conntrack made of a packet. */
export function translationsOf(before: FlowKey, after: FlowKey): readonly Translation[] {
  return WORDS.filter((word) => before[word] !== after[word]).map((word) => ({
    word,
    before: before[word]!,
    after: after[word]!,
  }));
}

/**
 * A copy of the packet as it is on its way, which is what leaves by ports and comes back from conntrack. Words that
 * flows have written since they were translated are as the flows wrote them.
 */
export function packetOf({
  key,
  translated,
}: {
  readonly key: FlowKey;
  readonly translated: readonly Translation[];
}): FlowKey {
  const packet = copyKey(key);
  for (const { word, before, after } of translated) if (packet[word] === before) packet[word] = after;
  return packet;
}
