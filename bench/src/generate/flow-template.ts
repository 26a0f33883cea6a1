import { WORDS_OF_IPV6 } from "./addresses.ts";
import { type Cell, referencesOf, type Row } from "./rows.ts";

/** What a logical flow is written for, and so how often it is there in a larger cluster. */
export type FlowScope = "port" | "link" | "policy" | "service" | "datapath";

/** The words by which the recording's flows mean the thing of each scope. */
export type FlowWords = Readonly<Record<Exclude<FlowScope, "datapath">, readonly string[]>>;

export type FlowSource = {
  readonly words: FlowWords;
  /** Words of other ports and links, whose flows are left out. */
  readonly foreign: readonly string[];
  readonly switchUuid: string;
  readonly routerUuid: string;
};

/** Columns of a logical flow that may name a port or hold an address. */
const NAMING = ["match", "actions", "flow_desc"] as const;

/** The first of these that a flow names is what it is written for: a flow of a port may name its link too. */
const SCOPES = ["service", "policy", "port", "link"] as const;

/** A piece of a text: as it is, or the word of a scope at a place. */
type Piece = string | { readonly scope: (typeof SCOPES)[number]; readonly place: number };

/** A recorded logical flow with its names taken out. */
export class FlowTemplate {
  readonly scope: FlowScope;
  readonly isSwitch: boolean;
  /** Whether it names the switch's link to the router, or is the router's own. */
  readonly needsLink: boolean;
  /** Whether it names an IPv6 address of a VIF. */
  readonly isIpv6: boolean;
  readonly #row: Row;
  readonly #texts: readonly (readonly [column: string, pieces: readonly Piece[]])[];
  /** Whether the flow is told by the port that it is for (`in_out_port` of its tags). */
  readonly #tags: readonly (readonly [key: string, pieces: readonly Piece[]])[];

  private constructor(
    row: Row,
    isSwitch: boolean,
    texts: readonly (readonly [string, readonly Piece[]])[],
    tags: readonly (readonly [string, readonly Piece[]])[],
  ) {
    this.#row = row;
    this.#texts = texts;
    this.#tags = tags;
    const named = [...texts, ...tags].flatMap(([, pieces]) => pieces).filter((piece) => typeof piece !== "string");
    const scope = SCOPES.find((one) => named.some((piece) => piece.scope === one));
    this.scope = scope ?? "datapath";
    this.isSwitch = isSwitch;
    this.needsLink = !isSwitch || named.some((piece) => piece.scope === "link");
    this.isIpv6 = named.some((piece) => piece.scope === "port" && WORDS_OF_IPV6.has(piece.place));
  }

  /** The template of a recorded flow, or nothing when it is of another switch, port or link. */
  static of(row: Row, source: FlowSource, groups: ReadonlyMap<string, Row>): FlowTemplate | undefined {
    const [own] = referencesOf(row, "logical_datapath");
    const [group] = referencesOf(row, "logical_dp_group");
    const datapaths = own === undefined ? referencesOf(groups.get(group ?? "") ?? {}, "datapaths") : [own];
    const isSwitch = datapaths.includes(source.switchUuid);
    if (!isSwitch && !datapaths.includes(source.routerUuid)) return undefined;
    const tags = (row["tags"] as readonly [string, readonly (readonly [string, string])[]])[1];
    const texts = NAMING.flatMap((column) => {
      const cell = row[column];
      return typeof cell === "string" ? [[column, cell] as const] : [];
    });
    if ([...texts, ...tags].some(([, text]) => findsWord(source.foreign, text))) return undefined;
    const split = ([name, text]: readonly [string, string]) => [name, splitAtWords(source.words, text)] as const;
    return new FlowTemplate(row, isSwitch, texts.map(split), tags.map(split));
  }

  /** The flow with names filled in. */
  write(words: Partial<FlowWords>, logical_datapath: Cell, logical_dp_group: Cell): Row {
    const fill = (pieces: readonly Piece[]): string =>
      pieces.map((piece) => (typeof piece === "string" ? piece : words[piece.scope]![piece.place]!)).join("");
    const filled: Record<string, Cell> = { ...this.#row, logical_datapath, logical_dp_group };
    for (const [column, pieces] of this.#texts) filled[column] = fill(pieces);
    if (this.#tags.length > 0)
      filled["tags"] = ["map", this.#tags.map(([key, pieces]) => [key, fill(pieces)] as const)];
    return filled;
  }
}

/** A word as it stands alone: `10.0.0.1` is not in `10.0.0.11`, nor in `10.0.0.1/24`. */
function wordPattern(words: readonly string[]): RegExp {
  const longestFirst = words.toSorted((a, b) => b.length - a.length).map((word) => word.replaceAll(".", "\\."));
  return new RegExp(`(?<![\\w.:-])(${longestFirst.join("|")})(?![\\w.:/-])`);
}

function findsWord(words: readonly string[], text: string): boolean {
  return words.length > 0 && wordPattern(words).test(text);
}

/** The text in pieces. A service's port number means the service only where its address does too. */
function splitAtWords(words: FlowWords, text: string): readonly Piece[] {
  const [vip] = words.service;
  const isService = vip !== undefined && findsWord([vip], text);
  const scopes = SCOPES.filter((scope) => scope !== "service" || isService);
  const places = scopes.flatMap((scope) => words[scope].map((word, place) => ({ word, piece: { scope, place } })));
  const pattern = wordPattern(places.map(({ word }) => word));
  return text
    .split(pattern)
    .map((piece, i) => (i % 2 === 1 ? places.find(({ word }) => word === piece)!.piece : piece));
}
