import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { Flow, Group, Meter } from "../openflow/flow.ts";
import { matchKey } from "../openflow/match.ts";
import { type PortNames, RESERVED_PORTS } from "../openflow/port-text.ts";
import { Classifier } from "./classifier.ts";
import { type BridgeGroup, createBridgeGroup } from "./group.ts";
import type { LoweringContext } from "./lower.ts";
import { PacketClasses } from "./packet-class.ts";
import type { BridgePort } from "./port.ts";
import { Rule } from "./rule.ts";
import { isConjunctive, Scan } from "./scan.ts";

/** What a bridge is made of; everything but its flows may be left out. */
export type BridgeParts = {
  readonly flows: Iterable<Flow>;
  /** No two flows have the same table, priority and match, as what one chassis is compiled to: nobody has to look. Default: false. */
  readonly areDistinct?: boolean;
  /** More flows, which are made when packets come to them. */
  readonly demand?: FlowDemand;
  readonly groups?: Iterable<Group>;
  readonly meters?: Iterable<Meter>;
  /** Absent: every port is taken to exist and to be alive, and results say so. */
  readonly ports?: Iterable<BridgePort>;
};

/** A table gets its classifier when packets have come to it this often; until then its flows are looked at one by one. */
const SCANS = 24;

/** A table of flows. */
export class BridgeTable {
  readonly flows: readonly Flow[];
  #classifier: Classifier<Rule> | undefined;
  #scan: Scan | undefined;
  #scans: number;
  /** Whether there is a classifier as soon as many packets have come. */
  readonly getsClassifier = true;

  constructor(flows: readonly Flow[]) {
    this.flows = flows;
    this.#classifier = undefined;
    this.#scan = undefined;
    this.#scans = 0;
  }

  get classifier(): Classifier<Rule> | undefined {
    return this.#classifier;
  }

  lookup(ints: Int32Array): Rule | undefined {
    return this.#classifier === undefined ? this.#lookupFirst(ints) : this.#classifier.lookup(ints);
  }

  #lookupFirst(ints: Int32Array): Rule | undefined {
    if (this.#scans === 0 && !isConjunctive(this.flows)) this.#scan = new Scan(this.flows);
    if (this.#scan !== undefined && this.#scans < SCANS) {
      this.#scans++;
      return this.#scan.lookup(ints);
    }
    this.#scan = undefined;
    this.#classifier = new Classifier(this.flows.map((flow) => new Rule(flow)));
    return this.#classifier.lookup(ints);
  }

  /** See {@link Classifier.rivals}. */
  rivals(ints: Int32Array, found: Rule): readonly Rule[] {
    return this.#classifier?.rivals(ints, found) ?? this.#scan?.rivals(ints, found) ?? [found];
  }
}

/** Flows that are made when a packet comes to them, and what they name. */
export type FlowDemand = {
  /**
   * Flows of a table among which are all that select the packet, but for those that are there from the start; the same array
   * for packets that need the same.
   */
  flowsFor(table: number, key: Int32Array): readonly Flow[];
  /** The groups that the flows so far name. */
  readonly groups: readonly Group[];
};

/** What a packet is looked up in. */
export type LookupTable = Pick<BridgeTable, "lookup" | "rivals"> &
  Partial<Pick<BridgeTable, "classifier" | "getsClassifier">>;

/** A table whose flows are made when packets come to it. A packet finds the same ones, in the same order, as in a table of all. */
class DemandTable implements LookupTable {
  readonly #fixed: BridgeTable;
  readonly #make: (key: Int32Array) => readonly Flow[];
  readonly #tables = new Map<readonly Flow[], BridgeTable>();

  /** `fixed` are flows that are there from the start. */
  constructor(fixed: readonly Flow[], make: (key: Int32Array) => readonly Flow[]) {
    this.#fixed = new BridgeTable(fixed);
    this.#make = make;
  }

  lookup(ints: Int32Array): Rule | undefined {
    return this.#tableOf(ints).lookup(ints);
  }

  rivals(ints: Int32Array, found: Rule): readonly Rule[] {
    return this.#tableOf(ints).rivals(ints, found);
  }

  #tableOf(ints: Int32Array): BridgeTable {
    const made = this.#make(ints);
    if (made.length === 0) return this.#fixed;
    let table = this.#tables.get(made);
    if (table === undefined) this.#tables.set(made, (table = new BridgeTable([...this.#fixed.flows, ...made])));
    return table;
  }
}

/** A switch ready to run packets: see {@link runPacket}. It never changes; what packets leave behind is the caller's to keep. */
export type Bridge = {
  /** By table number, 0 to 254. */
  readonly tables: readonly (LookupTable | undefined)[];
  /** What packets can meet of the tables. */
  readonly classes: PacketClasses;
  readonly groups: ReadonlyMap<number, BridgeGroup>;
  readonly meters: ReadonlyMap<number, Meter>;
  readonly ports: ReadonlyMap<number, BridgePort> | undefined;
  /** How actions are lowered for runs that nobody listens to, and for those that a sink is told of step by step. */
  readonly fused: LoweringContext;
  readonly stepwise: LoweringContext;
  /** What was odd about the parts. */
  readonly notes: readonly Diagnostic[];
};

export const TABLES = 255;

/** Makes a bridge of its flows, groups, meters and ports. A later flow replaces an earlier one with the same table, priority and match, as `ovs-ofctl add-flow` does. */
export function createBridge(parts: BridgeParts): Bridge {
  const notes: Diagnostic[] = [];
  const ports = parts.ports === undefined ? undefined : collectPorts(parts.ports);
  const portNames = ports === undefined ? undefined : portNamesOf(ports.values());
  const groups = new Map<number, BridgeGroup>();
  for (const group of parts.groups ?? []) {
    if (groups.has(group.id))
      notes.push(createDiagnostic("OVN6002", {}, `group ${group.id} is defined twice; the later one counts`));
    groups.set(group.id, createBridgeGroup(group, portNames));
  }
  const meters = new Map<number, Meter>();
  for (const meter of parts.meters ?? []) meters.set(meter.id, meter);
  const sorted = sortIntoTables(parts.flows, parts.areDistinct === true, notes);
  const { demand } = parts;
  const tables =
    demand === undefined
      ? sorted
      : Array.from({ length: TABLES }, (_, id) => {
          return new DemandTable(sorted[id]?.flows ?? [], (key) => {
            const flows = demand.flowsFor(id, key);
            for (const group of demand.groups)
              if (!groups.has(group.id)) groups.set(group.id, createBridgeGroup(group, portNames));
            return flows;
          });
        });
  const stepwise = { portNames, fused: false, nesting: 0 };
  const classes = new PacketClasses(tables);
  return { tables, classes, groups, meters, ports, fused: { ...stepwise, fused: true }, stepwise, notes };
}

/** The ports by number; a bridge always has its LOCAL port. */
function collectPorts(ports: Iterable<BridgePort>): ReadonlyMap<number, BridgePort> {
  const byNumber = new Map<number, BridgePort>([[RESERVED_PORTS.LOCAL, { ofPort: RESERVED_PORTS.LOCAL }]]);
  for (const port of ports) byNumber.set(port.ofPort, port);
  return byNumber;
}

function sortIntoTables(
  flows: Iterable<Flow>,
  areDistinct: boolean,
  notes: Diagnostic[],
): readonly (BridgeTable | undefined)[] {
  const byTable: Flow[][] = [];
  for (const flow of flows) {
    if (!Number.isInteger(flow.table) || flow.table < 0 || flow.table >= TABLES) {
      notes.push(
        createDiagnostic("OVN6001", {}, `flow is in table ${flow.table}; the tables of a bridge are 0..${TABLES - 1}`),
      );
      continue;
    }
    (byTable[flow.table] ??= []).push(flow);
  }
  return Array.from({ length: TABLES }, (_, id) => {
    const table = byTable[id];
    return table === undefined ? undefined : new BridgeTable(areDistinct ? table : withoutDuplicates(table, notes));
  });
}

function withoutDuplicates(flows: readonly Flow[], notes: Diagnostic[]): readonly Flow[] {
  const byMatch = new Map<string, Flow>();
  for (const flow of flows) {
    const key = `${flow.priority}:${matchKey(flow.match)}`;
    if (byMatch.has(key)) notes.push(createDiagnostic("OVN6000", {}, duplicateMessage(flow)));
    byMatch.set(key, flow);
  }
  return [...byMatch.values()];
}

function duplicateMessage({ table, priority, cookie }: Flow): string {
  return `table ${table} has two flows with priority ${priority} and the same match; the later one, cookie 0x${cookie.toString(16)}, counts`;
}

function portNamesOf(ports: Iterable<BridgePort>): PortNames {
  const byName = new Map<string, number>();
  const byNumber = new Map<number, string>();
  for (const { ofPort, name } of ports) {
    if (name === undefined) continue;
    byName.set(name, ofPort);
    byNumber.set(ofPort, name);
  }
  return { byName, byNumber };
}
