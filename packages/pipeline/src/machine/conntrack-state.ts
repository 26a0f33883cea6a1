import type { NatArgs } from "../openflow/action.ts";
import type { FlowKey } from "../openflow/match.ts";
import { CT_STATE } from "./ct-state.ts";
import { judgeFirstPacket } from "./first-packet.ts";
import {
  CT_IPV6_DST_WORD,
  CT_IPV6_SRC_WORD,
  CT_LABEL_WORD,
  CT_LABEL_WORDS,
  CT_MARK_WORD,
  CT_NW_DST_WORD,
  CT_NW_PROTO,
  CT_NW_SRC_WORD,
  CT_TP_DST,
  CT_TP_SRC,
  put,
} from "./layout.ts";
import { writtenBits } from "./marks.ts";
import type { Operations } from "./operation.ts";
import {
  type Endpoint,
  hasPorts,
  reverseTuple,
  sameEndpoint,
  type Tuple,
  tupleKey,
  tupleOf,
  writeTuple,
} from "./tuple.ts";

/** A connection of one zone. */
export type Connection = {
  readonly zone: number;
  /** The first packet, before translation. */
  readonly original: Tuple;
  /** What the other end sends. It differs from the reverse of `original` when the connection is translated. */
  readonly reply: Tuple;
  readonly mark: number;
  readonly label: readonly number[];
  /** Packets in both directions have been seen: the connection is established. */
  readonly answered: boolean;
};

type Entry = { -readonly [K in keyof Connection]: Connection[K] };
type Found = { readonly entry: Entry; readonly isReply: boolean };

/** The connection that a packet has been found to belong to, which it carries along to later steps in the same zone. */
export type PacketConnection = Found;

/** What conntrack says of a packet. */
export type Tracked = { readonly state: number; readonly connection: PacketConnection | undefined };

const NO_LABEL: readonly number[] = [0, 0, 0, 0];
/** How many other source ports are tried when a translated connection would collide with one that exists. */
const PORT_TRIES = 64;
const FIRST_EPHEMERAL_PORT = 1024;

/**
 * The connections that packets have committed, zone by zone, kept by the caller from packet to packet:
 * ovs-actions(7), "The ct action", and ovs-fields(7), "Conntrack Fields". Connections do not age, and
 * a packet's place in a TCP conversation is not checked, but that it may begin one: see {@link judgeFirstPacket}.
 */
export class ConntrackState {
  readonly #zones = new Map<number, Map<string, Found>>();

  /** Every connection, in the order committed. */
  connections(): readonly Connection[] {
    return [...this.#zones.values()].flatMap((zone) =>
      [...zone.values()].filter(({ isReply }) => !isReply).map(({ entry }) => entry),
    );
  }

  /**
   * What `ct()` does to a packet: translates its addresses, sets its conntrack fields but for zone and
   * state, and returns its state. A packet that is not IP is invalid. One that carries a connection of the zone is not
   * looked up again: after translation in that zone it would not be found.
   */
  track(key: FlowKey, zone: number, operation: Operations["ct"], carried?: PacketConnection): Tracked {
    const tuple = tupleOf(key);
    if (tuple === undefined) return { state: CT_STATE.trk | CT_STATE.inv, connection: undefined };
    const isKept = carried?.entry.zone === zone && !(operation.commit && operation.force);
    const found = isKept ? carried : this.#find(zone, tuple, operation);
    if (found !== undefined) {
      if (found.isReply) found.entry.answered = true;
      if (operation.commit) applyMarks(found.entry, key, operation);
      writeConnection(key, found.entry);
      const { answered } = found.entry;
      const state = CT_STATE.trk | (answered ? CT_STATE.est : CT_STATE.new) | (found.isReply ? CT_STATE.rpl : 0);
      const translated = operation.nat === undefined ? 0 : translate(key, tuple, found);
      return { state: state | translated, connection: found };
    }
    const ints = new Int32Array(key.buffer, key.byteOffset, key.length);
    if (judgeFirstPacket(ints, tuple.proto) === "invalid") {
      writeMarks(key, 0, NO_LABEL);
      return { state: CT_STATE.trk | CT_STATE.inv, connection: undefined };
    }
    const state = CT_STATE.trk | CT_STATE.new;
    if (!operation.commit) {
      writeOriginal(key, tuple);
      writeMarks(key, 0, NO_LABEL);
      return { state, connection: undefined };
    }
    const entry = this.#commit(zone, tuple, operation);
    applyMarks(entry, key, operation);
    writeConnection(key, entry);
    const connection = { entry, isReply: false };
    return { state: state | translate(key, tuple, connection), connection };
  }

  /** `ct(commit,force)` on a reply makes a connection of its own in place of the old one. */
  #find(zone: number, tuple: Tuple, { commit, force }: Operations["ct"]): Found | undefined {
    const connections = this.#zones.get(zone);
    const found = connections?.get(tupleKey(tuple));
    if (connections === undefined || found === undefined || !found.isReply || !commit || !force) return found;
    connections.delete(tupleKey(found.entry.original));
    connections.delete(tupleKey(found.entry.reply));
    return undefined;
  }

  #commit(zone: number, original: Tuple, { nat }: Operations["ct"]): Entry {
    let connections = this.#zones.get(zone);
    if (connections === undefined) this.#zones.set(zone, (connections = new Map<string, Found>()));
    const reply = chooseReply(original, nat, connections);
    const entry: Entry = { zone, original, reply, mark: 0, label: NO_LABEL, answered: false };
    connections.set(tupleKey(reply), { entry, isReply: true });
    connections.set(tupleKey(original), { entry, isReply: false });
    return entry;
  }
}

/** The first translation in the range that no connection answers to yet. */
function chooseReply(original: Tuple, nat: NatArgs | undefined, taken: ReadonlyMap<string, Found>): Tuple {
  if (nat?.direction === undefined || nat.addressLow === undefined) return reverseTuple(original);
  const { direction, addressLow: address } = nat;
  const own = direction === "src" ? original.source : original.destination;
  const first = nat.portLow ?? own.port;
  const last = nat.portLow === undefined ? 0xffff : (nat.portHigh ?? nat.portLow);
  const translated = (port: number): Tuple => {
    const end: Endpoint = { address, port: hasPorts(original.proto) ? port : 0 };
    const sent = direction === "src" ? { ...original, source: end } : { ...original, destination: end };
    return reverseTuple(sent);
  };
  const choice = translated(first);
  if (!taken.has(tupleKey(choice)) || direction === "dst" || !hasPorts(original.proto)) return choice;
  const low = nat.portLow ?? FIRST_EPHEMERAL_PORT;
  for (let i = 0; i < PORT_TRIES && low + i <= last; i++) {
    const other = translated(low + i);
    if (!taken.has(tupleKey(other))) return other;
  }
  return choice;
}

/** Gives the packet the addresses that its connection has on the other side; says which of them changed. */
function translate(key: FlowKey, sent: Tuple, { entry, isReply }: Found): number {
  const received = reverseTuple(isReply ? entry.original : entry.reply);
  writeTuple(key, received);
  const source = sameEndpoint(sent.source, received.source) ? 0 : CT_STATE.snat;
  return source | (sameEndpoint(sent.destination, received.destination) ? 0 : CT_STATE.dnat);
}

/** What `exec` wrote to the packet's mark and label goes to the connection, those bits alone. */
function applyMarks(entry: Entry, key: FlowKey, { exec }: Operations["ct"]): void {
  const { mark, label } = writtenBits(exec);
  entry.mark = ((entry.mark & ~mark) | (key[CT_MARK_WORD]! & mark)) >>> 0;
  entry.label = entry.label.map((word, i) => ((word & ~label[i]!) | (key[CT_LABEL_WORD + i]! & label[i]!)) >>> 0);
}

function writeConnection(key: FlowKey, { original, mark, label }: Connection): void {
  writeOriginal(key, original);
  writeMarks(key, mark, label);
}

function writeMarks(key: FlowKey, mark: number, label: readonly number[]): void {
  key[CT_MARK_WORD] = mark;
  key.fill(0, CT_LABEL_WORD, CT_LABEL_WORD + CT_LABEL_WORDS);
  key.set(label, CT_LABEL_WORD);
}

/** Exchanges the ends of the connection's original direction: the packet is said to go the other way. */
export function turnOriginal(key: FlowKey): void {
  const tuple = tupleOf(key);
  if (tuple !== undefined) writeOriginal(key, reverseTuple(tuple));
}

function writeOriginal(key: FlowKey, { proto, source, destination }: Tuple): void {
  const ipv4 = source.address.length === 1;
  key.set(source.address, ipv4 ? CT_NW_SRC_WORD : CT_IPV6_SRC_WORD);
  key.set(destination.address, ipv4 ? CT_NW_DST_WORD : CT_IPV6_DST_WORD);
  const ints = new Int32Array(key.buffer, key.byteOffset, key.length);
  put(ints, CT_NW_PROTO, proto);
  put(ints, CT_TP_SRC, source.port);
  put(ints, CT_TP_DST, destination.port);
}
