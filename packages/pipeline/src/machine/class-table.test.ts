import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action } from "../openflow/action.ts";
import type { Field } from "../openflow/field.ts";
import { KEY_WORDS } from "../openflow/field-layout.ts";
import { FIELDS } from "../openflow/field-table.ts";
import type { Flow } from "../openflow/flow.ts";
import type { FlowKey, Subfield } from "../openflow/match.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { type Bridge, createBridge } from "./bridge.ts";
import { Classifier } from "./classifier.ts";
import { ClassTable } from "./class-table.ts";
import { LearnedFlows } from "./learned-flows.ts";
import { CT_STATE_WORD, METADATA_HIGH_WORD, METADATA_WORD, TYPE_WORD } from "./layout.ts";
import { PacketClasses } from "./packet-class.ts";
import type { RunResult } from "./result.ts";
import { runPacket } from "./run.ts";
import { Rule } from "./rule.ts";
import type { Step } from "./sink.ts";
import { Tape } from "./tape.ts";

const TABLES = 6;
/** More packets than a table is scanned for, and a class waits for its parts. */
const WARM = 40;

const EVERYTHING = new MatchBuilder().build();

const ETH_IPV4 = 0x0800;
const ETH_ARP = 0x0806;
/** None, new, and those with tracked. */
const CT_STATES = [0, 0x01, 0x20, 0x21] as const;

/** Few fields and values, so that flows overlap and packets hit; those whose words a class knows, and those of a conjunction, among them. */
const match = fc
  .record({
    reg0: fc.option(fc.integer({ min: 0, max: 2 })),
    reg1: fc.option(fc.integer({ min: 0, max: 2 })),
    metadata: fc.option(fc.constantFrom(0, 1, 2, 2 ** 32 + 1), { freq: 6 }),
    nw_frag: fc.option(fc.integer({ min: 0, max: 1 }), { freq: 1 }),
    dl_type: fc.option(fc.constantFrom(ETH_IPV4, ETH_ARP), { freq: 2 }),
    ct_state: fc.option(fc.constantFrom(...CT_STATES), { freq: 1 }),
    conj_id: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 1 }),
  })
  .map((values) => {
    const builder = new MatchBuilder();
    for (const [name, value] of Object.entries(values))
      if (value !== null) builder.set(FIELDS[name as keyof typeof values], BigInt(value));
    return builder.build();
  });

/** A jump, on its own most often, so that packets are led on through many tables; and what ends them. */
const jump = fc.integer({ min: 0, max: TABLES - 1 }).map((table): Action => ({ kind: "resubmit", table }));
const change = fc.tuple(fc.constantFrom(FIELDS.reg0, FIELDS.reg1, FIELDS.metadata), fc.integer({ min: 0, max: 2 })).map(
  ([field, value]): Action => ({
    kind: "load",
    dst: { field, lo: 0, bits: field.bits },
    value: field.words === 2 ? [0, value] : [value],
  }),
);
const whole = (field: Field): Subfield => ({ field, lo: 0, bits: field.bits });
const copy = fc
  .constantFrom([FIELDS.reg0, FIELDS.reg1] as const, [FIELDS.reg1, FIELDS.reg0] as const)
  .map(([from, to]): Action => ({ kind: "move", src: whole(from), dst: whole(to) }));
const output = fc.constantFrom(1, 2).map((port): Action => ({ kind: "output", port }));
/** A write of what tells the class of a packet apart from others. */
const conntrack = fc.constantFrom<Action>({ kind: "ct_clear" });
const part = fc
  .record({ id: fc.integer({ min: 1, max: 2 }), clause: fc.integer({ min: 1, max: 2 }) })
  .map((clause): Action => ({ kind: "conjunction", ...clause, clauses: 2 }));
const actions = fc.oneof(
  { weight: 6, arbitrary: jump.map((one): readonly Action[] => [one]) },
  { weight: 2, arbitrary: fc.tuple(change, jump) },
  { weight: 1, arbitrary: fc.tuple(jump, jump) },
  { weight: 1, arbitrary: fc.tuple(change, copy, jump) },
  { weight: 1, arbitrary: fc.tuple(conntrack, jump) },
  { weight: 2, arbitrary: fc.array(part, { minLength: 1, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(output, { maxLength: 1 }) },
);

const flow = fc
  .record({
    table: fc.integer({ min: 0, max: TABLES - 1 }),
    priority: fc.integer({ min: 1, max: 4 }),
    cookie: fc.integer({ min: 0, max: 1 }),
    match,
    actions,
  })
  .map((parts): Flow => parts);

const rare = fc.uniqueArray(flow, {
  selector: (one) => `${one.table} ${one.priority} ${one.match.shape.id} ${one.match.values.join()}`,
  maxLength: 40,
  size: "max",
});

/** Most tables send on to the next what nothing else is done to, as OVN's do. */
const flows = fc
  .tuple(rare, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: TABLES - 1, maxLength: TABLES - 1 }))
  .map(([some, sendsOn]): readonly Flow[] => {
    const jumps = sendsOn.map((chance, table): Flow | undefined => {
      const on: Action = { kind: "resubmit", table: table + 1 };
      return chance === 0 ? undefined : { table, priority: 0, cookie: 0, match: EVERYTHING, actions: [on] };
    });
    return [...some, ...jumps.filter((one) => one !== undefined)];
  });

const packet = fc
  .tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom(0, 0, 0, 1),
    fc.constantFrom(0, 0, 1),
    fc.constantFrom(ETH_IPV4, ETH_IPV4, ETH_ARP, 0),
    fc.constantFrom(...CT_STATES),
  )
  .map(([reg0, reg1, datapath, high, fragment, type, ctState]) => {
    const key = new Uint32Array(KEY_WORDS);
    key[FIELDS.reg0.word] = reg0;
    key[FIELDS.reg1.word] = reg1;
    key[METADATA_WORD] = datapath;
    key[METADATA_HIGH_WORD] = high;
    key[FIELDS.nw_frag.word]! |= fragment << FIELDS.nw_frag.shift;
    key[FIELDS.dl_type.word]! |= type << FIELDS.dl_type.shift;
    key[FIELDS.ct_state.word] = ctState;
    return key;
  });

const packets = fc.array(packet, { minLength: 1, maxLength: 12 });

const KNOWN = [METADATA_WORD, METADATA_HIGH_WORD, TYPE_WORD, CT_STATE_WORD];

describe("what the packets of a class can meet of a table", () => {
  test("finds what the whole table finds, and knows where nobody has a rival", () => {
    fc.assert(
      fc.property(flows, packets, (table, keys) => {
        const classifier = new Classifier(table.map((one) => new Rule(one)));
        for (const key of keys) {
          const ints = new Int32Array(key.buffer);
          const known = new Map(KNOWN.map((word) => [word, ints[word]!]));
          const ofClass = ClassTable.of(classifier, known, new Tape());
          if (ofClass === undefined) continue;
          const expected = classifier.lookup(ints);
          const found = ofClass.lookup(ints);
          expect(found).toBe(expected);
          if (found !== undefined && !ofClass.isContested(found))
            expect(classifier.rivals(ints, found)).toEqual([found]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("packets of which more are known apart than there is room for are looked up in the whole", () => {
    const { tables } = createBridge({ flows: [] });
    const classes = new PacketClasses(tables);
    const ints = new Int32Array(KEY_WORDS);
    const seen = new Set<unknown>();
    for (let datapath = 0; datapath < 1000; datapath++) {
      for (let type = 0; type < 40; type++) {
        ints[METADATA_WORD] = datapath;
        ints[TYPE_WORD] = type;
        const found = classes.of(ints);
        if (found === undefined) continue;
        expect(found).toMatchObject({ datapathKey: datapath, type });
        expect(classes.of(ints)).toBe(found);
        seen.add(found);
      }
    }
    expect(seen.size).toBe(4096);
    ints[METADATA_WORD] = 1;
    ints[TYPE_WORD] = 1;
    ints[METADATA_HIGH_WORD] = 1;
    expect(classes.of(ints)).toBeUndefined();
  });

  test("packets that are led on without a stop come to what single lookups come to, and tell of them", () => {
    const what = ({ outputs, drops, passes, ties, steps }: RunResult): unknown => ({
      outputs: outputs.map(({ ofPort, table, flow: by, step, key }) => ({ ofPort, table, by, step, key })),
      drops: drops.map(({ reason, table, flow: by, step }) => ({ reason, table, by, step })),
      passes,
      ties,
      steps,
    });
    const hear = (bridge: Bridge, key: FlowKey): unknown => {
      const heard: unknown[] = [];
      return [what(runPacket(bridge, key, { sink: { step: (step) => void heard.push(step) } })), heard];
    };
    const hearWithoutLeads = (bridge: Bridge, key: FlowKey, skipsLeads: boolean): unknown => {
      const heard: Step[] = [];
      runPacket(bridge, key, { sink: { skipsLeads, step: (step) => void heard.push(step) } });
      return heard.filter(
        ({ kind }, i) => kind !== "action" || heard[i - 1]!.kind !== "table" || heard[i + 1]!.kind !== "table",
      );
    };
    fc.assert(
      fc.property(flows, packets, (some, keys) => {
        const bridge = createBridge({ flows: some });
        for (let i = 0; i < WARM; i++) for (const key of keys) runPacket(bridge, key);
        for (const key of keys) {
          // A bridge that no packet has come to has no parts: each flow is looked at.
          expect(hear(bridge, key)).toEqual(hear(createBridge({ flows: some }), key));
          expect(what(runPacket(bridge, key))).toEqual(what(runPacket(createBridge({ flows: some }), key)));
          expect(hearWithoutLeads(bridge, key, true)).toEqual(hearWithoutLeads(bridge, key, false));
          const learned = new LearnedFlows();
          expect(what(runPacket(bridge, key, { learned }))).toEqual(what(runPacket(bridge, key)));
          const prefer = new Set([1n]);
          const preferred = what(runPacket(createBridge({ flows: some }), key, { prefer }));
          expect(what(runPacket(bridge, key, { prefer }))).toEqual(preferred);
        }
      }),
      { numRuns: 150 },
    );
  });

  const load = (value: number): Action => ({ kind: "load", dst: whole(FIELDS.reg0), value: [value] });
  const many = Array.from({ length: 70 }, (_, i) => load(i));
  test.each([
    ["jumps", []],
    ["writes and jumps", [load(1), load(2)]],
    ["many writes and jumps", many],
  ])("%s that go round in a ring end at the same limit", (_, before) => {
    const ring = Array.from({ length: TABLES }, (_table, table): Flow => {
      const [on, to] = [new MatchBuilder().set(FIELDS.metadata, 1).build(), (table + 1) % TABLES];
      return { table, priority: 1, cookie: table, match: on, actions: [...before, { kind: "resubmit", table: to }] };
    });
    const bridge = createBridge({ flows: ring });
    const key = new Uint32Array(KEY_WORDS);
    key[METADATA_WORD] = 1;
    for (let i = 0; i < WARM; i++) runPacket(bridge, key);
    const { drops, steps } = runPacket(createBridge({ flows: ring }), key);
    expect(drops).toMatchObject([{ reason: "resubmit-depth" }]);
    expect(runPacket(bridge, key)).toMatchObject({ drops, steps });
  });

  test("resubmits are counted up to the same limit", () => {
    // Some tables go twice to the next: a thousand ways, each of many tables.
    const doubling = Array.from({ length: 40 }, (_, table): Flow => {
      const on: Action = { kind: "resubmit", table: table + 1 };
      const match = new MatchBuilder().set(FIELDS.metadata, 1).build();
      return { table, priority: 1, cookie: table, match, actions: table % 4 === 0 ? [on, on] : [load(table), on] };
    });
    const key = new Uint32Array(KEY_WORDS);
    key[METADATA_WORD] = 1;
    const bridge = createBridge({ flows: doubling });
    const expected = runPacket(bridge, key, { sink: { step: () => {} } });
    const { drops, steps } = runPacket(bridge, key);
    expect({ drops, steps }).toEqual({ drops: expected.drops, steps: expected.steps });
  });
});
