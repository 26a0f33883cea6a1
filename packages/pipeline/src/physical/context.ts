import { type ClusterDatapath, type ClusterPort, createDiagnostic, type Diagnostic, type Uuid } from "@ovn-sim/model";
import {
  type ChassisView,
  cookieOf,
  createReadingOrder,
  portBook,
  type PortBook,
  type PortFacts,
} from "../chassis/index.ts";
import {
  type Action,
  type Flow,
  FIELDS,
  type FieldName,
  formatActions,
  formatMatch,
  type Match,
  MatchBuilder,
  matchKey,
  type Subfield,
} from "../openflow/index.ts";
import {
  FLAG_BITS,
  type FlagName,
  flagMask,
  type Registers,
  type ReleaseProfile,
  type Slice,
  type Tables,
} from "../release/index.ts";
import type { FlowsLater } from "./ports-later.ts";
import type { TunnelChoice } from "./select-tunnel.ts";
import { TunnelChoices } from "./tunnel-choices.ts";
import type { DatapathZones } from "./zones.ts";

/** The row that a flow stands for: its UUID gives the cookie. */
export type Source = { readonly table: string; readonly uuid: Uuid };

/** The registers of a release as fields of OpenFlow. */
export type RegisterFields = { readonly [Name in keyof Registers]: Subfield };

/** A choice of tunnel, with the flow that it was made for. */
export type TunnelSelection = TunnelChoice & {
  readonly logicalPort: string;
  readonly chassis: string;
  /** The encap id that the flow matches; absent where it matches none. */
  readonly encapId: number | undefined;
};

/** What every family of physical flows needs, and where it puts its flows. */
export class PhysicalContext {
  readonly view: ChassisView;
  readonly profile: ReleaseProfile;
  readonly tables: Tables;
  readonly registers: RegisterFields;
  readonly flows: Flow[] = [];
  readonly notes: Diagnostic[] = [];
  /** Absent when all flows are made at once. */
  readonly later: FlowsLater | undefined;
  /** The ports elsewhere to which this chassis sends by tunnel ports, by number in the order of their flows. */
  readonly tunnelled: number[] = [];
  /** Which tunnel is taken to which address. */
  readonly choices: TunnelChoices;
  readonly datapathZones = new Map<ClusterDatapath, DatapathZones>();
  /** What is known of every port of the cluster. */
  readonly book: PortBook;
  readonly #builder = new MatchBuilder();
  /** Flows that several rows may ask for: where each is among all flows, and who asks. */
  readonly #shared = new Map<string, { readonly at: number; readonly wishes: Wish[] }>();
  readonly #readsLater: (uuid: string, than: string) => boolean;
  readonly #noted = new Set<string>();
  #lastUuid = "";
  #lastCookie = 0;

  constructor(view: ChassisView, profile: ReleaseProfile, later?: FlowsLater) {
    this.later = later;
    this.view = view;
    this.profile = profile;
    this.tables = profile.tables;
    this.book = portBook(view.cluster);
    this.choices = new TunnelChoices(view);
    this.registers = registerFields(profile.registers);
    this.#readsLater = createReadingOrder(() => view.monitoredPorts);
  }

  /** Where a packet goes once its remote copies are out: the table for remote VTEPs where there is one. */
  get afterRemoteOutput(): number {
    return this.tables.remoteVtepOutput ?? this.tables.localOutput;
  }

  /** Starts a match; the builder is one and the same, so build it before asking for another. */
  match(): MatchBuilder {
    return this.#builder.reset();
  }

  matchAll(): Match {
    return this.match().build();
  }

  matchDatapath(key: number): MatchBuilder {
    return this.match().set("metadata", key);
  }

  /** Packets of a datapath on their way to a logical port or group. */
  matchOutport(datapathKey: number, portKey: number): MatchBuilder {
    return this.matchDatapath(datapathKey).setSubfield(this.registers.outport, portKey);
  }

  /** Packets of a datapath that came from a logical port. */
  matchInport(datapathKey: number, portKey: number): MatchBuilder {
    return this.matchDatapath(datapathKey).setSubfield(this.registers.inport, portKey);
  }

  /** Packets on their way to a logical port that want one of this chassis's VTEPs. */
  matchOutportByEncap(datapathKey: number, portKey: number, encapId: number): MatchBuilder {
    return this.matchOutport(datapathKey, portKey).setSubfield(this.registers.encapId, encapId);
  }

  /** Wants the flags of `set` to be one and those of `clear` to be zero. */
  withFlags(builder: MatchBuilder, set: readonly FlagName[], clear: readonly FlagName[] = []): MatchBuilder {
    return builder.setMasked(this.registers.flags.field, flagMask(...set), flagMask(...set, ...clear));
  }

  /** The subfield of one flag. */
  flag(name: FlagName): Subfield {
    return { field: this.registers.flags.field, lo: FLAG_BITS[name], bits: 1 };
  }

  /** Adds a note, unless one was added under the same key. */
  noteOnce(key: string, make: () => Diagnostic): void {
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.notes.push(make());
  }

  add(table: number, priority: number, match: Match, actions: readonly Action[], source?: Source): void {
    if (source === undefined) this.flows.push({ table, priority, match, actions, cookie: 0 });
    else this.flows.push({ table, priority, match, actions, cookie: this.#cookieOf(source.uuid), origin: source });
  }

  /** As {@link add}, for a flow of a port. */
  addOfPort(table: number, priority: number, match: Match, actions: readonly Action[], facts: PortFacts): void {
    this.flows.push({ table, priority, match, actions, cookie: facts.cookie, origin: facts.source });
  }

  factsOf(port: ClusterPort): PortFacts {
    return this.book.of(port);
  }

  /** Flows of one row come one after another: its cookie is worked out once. */
  #cookieOf(uuid: Uuid): number {
    if (uuid !== this.#lastUuid) {
      this.#lastUuid = uuid;
      this.#lastCookie = cookieOf(uuid);
    }
    return this.#lastCookie;
  }

  /**
   * Adds a flow that several rows may ask for. Of those with the same table, priority and match the one of the row that
   * is read last counts, else the first; the others are its rivals.
   */
  addShared(table: number, priority: number, match: Match, actions: readonly Action[], source?: Source): void {
    const key = `${table},${priority},${matchKey(match)}`;
    const shared = this.#shared.get(key);
    if (shared === undefined) {
      this.#shared.set(key, { at: this.flows.length, wishes: [{ source, actions }] });
      this.add(table, priority, match, actions, source);
      return;
    }
    const { at, wishes } = shared;
    const flow = this.flows[at]!;
    const cookie = source === undefined ? 0 : cookieOf(source.uuid);
    if (cookie === flow.cookie) return;
    wishes.push({ source, actions });
    const wins = source !== undefined && flow.origin !== undefined && this.#readsLater(source.uuid, flow.origin.uuid);
    const rivals = [
      ...(flow.rivals ?? []),
      wins ? { cookie: Number(flow.cookie), actions: flow.actions } : { cookie, actions },
    ];
    this.flows[at] = wins ? { table, priority, match, actions, cookie, origin: source, rivals } : { ...flow, rivals };
  }

  /**
   * Notes the flows whose actions no database tells: rows that ask for different ones, and of which none is known to be
   * read last.
   */
  noteChances(): void {
    for (const { at, wishes } of this.#shared.values()) {
      const flow = this.flows[at]!;
      const winner = flow.origin;
      if (wishes.length < 2 || winner === undefined) continue;
      const kept = formatActions(flow.actions);
      const tied = wishes.filter(
        ({ source, actions }) =>
          source !== undefined && !this.#readsLater(winner.uuid, source.uuid) && formatActions(actions) !== kept,
      );
      if (tied.length === 0) continue;
      const names = [winner, ...tied.map(({ source }) => source!)].map(({ uuid }) => this.#nameOf(uuid));
      const place = { table: "Port_Binding", row: winner.uuid, chassis: this.view.name };
      const message = `${names.join(" and ")} want different flows for ${formatMatch(flow.match)} in table ${flow.table}: which of them ${this.view.name} has is left to the order in which it learnt of them; ${names[0]}'s is compiled`;
      this.notes.push(createDiagnostic("OVN5018", place, message));
    }
  }

  #nameOf(uuid: Uuid): string {
    return this.view.cluster.southbound.tables.Port_Binding.get(uuid)?.logical_port ?? uuid;
  }
}

/** What one row asks of a flow that others may ask for too. */
type Wish = { readonly source: Source | undefined; readonly actions: readonly Action[] };

export function portSource(row: { readonly uuid: Uuid }): Source {
  return { table: "Port_Binding", uuid: row.uuid };
}

export function subfieldOf(slice: Slice): Subfield {
  return { field: FIELDS[slice.field as FieldName], lo: slice.lo, bits: slice.bits };
}

const fieldsByRegisters = new WeakMap<Registers, RegisterFields>();

function registerFields(registers: Registers): RegisterFields {
  const known = fieldsByRegisters.get(registers);
  if (known !== undefined) return known;
  const fields = Object.fromEntries(Object.entries(registers).map(([name, slice]) => [name, subfieldOf(slice)]));
  const made = fields as unknown as RegisterFields;
  fieldsByRegisters.set(registers, made);
  return made;
}
