import { createDiagnostic, type Diagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import { formatColumnType } from "../ovsdb/column-type.ts";
import { defaultDatum } from "../ovsdb/datum.ts";
import { formatDatum, isMap, isSameDatum, isSet } from "../ovsdb/datum-compare.ts";
import type { Atom, Database, Datum, Uuid } from "../ovsdb/value.ts";
import { type Change, formatChange, parseChange } from "./change.ts";
import { type ChangePlace, findPlace } from "./change-place.ts";
import { editDatabase } from "./edit-database.ts";
import { findRows, nameOfRow } from "./row-name.ts";
import { suggestHint } from "./suggest.ts";
import {
  checkCount,
  type FindReference,
  parseAtomText,
  parseDatumText,
  parseKeysText,
  type TextResult,
} from "./value-text.ts";

/** A change with the cell that it was made in. */
export type AppliedChange = {
  readonly change: Change;
  /** The name of the database, such as `Open_vSwitch`. */
  readonly database: string;
  /** The chassis of an Open_vSwitch database. */
  readonly chassis: string | undefined;
  readonly row: Uuid;
  /** The whole value of the column, before this change and after it. */
  readonly before: Datum;
  readonly after: Datum;
  /** The change, and what was there, for people. */
  readonly text: string;
};

export type ChangedDatabases = {
  readonly databases: readonly Database[];
  readonly changes: readonly AppliedChange[];
};

/**
 * Makes changes in the databases of a snapshot, one after the other; a text is read by {@link parseChange}. The
 * databases that were given stay as they are. Nothing is carried on: what OVN's daemons would make of a changed cell,
 * `whatIf` of the pipeline does.
 */
export function applyChanges(
  databases: readonly Database[],
  changes: readonly (Change | string)[],
): Parsed<ChangedDatabases> {
  const errors: Diagnostic[] = [];
  const notes: Diagnostic[] = [];
  const applied: AppliedChange[] = [];
  let current = databases;
  for (const given of changes) {
    const read = typeof given === "string" ? parseChange(given) : { ok: true as const, value: given };
    const place = read.ok ? findPlace(current, read.value) : read;
    if (!read.ok || !place.ok) {
      if (!place.ok) errors.push(...place.errors);
      continue;
    }
    const done = applyOne(read.value, place.value);
    if (!done.ok) {
      errors.push(...done.errors);
      continue;
    }
    notes.push(...done.notes);
    applied.push(done.value);
    const { index, database, table, row, column } = place.value;
    const edit = {
      kind: "cell",
      table: table.name,
      row: row.uuid,
      column: column.name,
      datum: done.value.after,
    } as const;
    current = current.with(index, editDatabase(database, [edit]));
  }
  const [first, ...others] = errors;
  if (first !== undefined) return { ok: false, errors: [first, ...others] };
  return { ok: true, value: { databases: current, changes: applied }, notes };
}

function applyOne(change: Change, place: ChangePlace): Parsed<AppliedChange> {
  const { database, chassis, table, row, column } = place;
  const before = row.columns.get(column.name);
  const cell = { file: database.file, table: table.name, row: row.uuid, column: column.name };
  const after = newDatum(change, place, before);
  if (!after.ok) {
    const message = `${formatChange(change)}: ${after.fault}; ${column.name} is ${formatColumnType(column)}`;
    return { ok: false, errors: [createDiagnostic("OVN2043", cell, message)] };
  }
  const name = `${chassis === undefined ? "" : `${chassis}/`}${table.name}[${nameOfRow(table, row)}].${column.name}`;
  const [was, is] = [shown(change, before), shown(change, after.value)];
  const text = `${name}${change.key === undefined ? "" : `:${change.key}`} = ${is} (was ${was})`;
  const notes = isSameDatum(before, after.value)
    ? [createDiagnostic("OVN2045", cell, `${formatChange(change)} changes nothing: that is what is there`)]
    : [];
  return {
    ok: true,
    value: { change, database: database.name, chassis, row: row.uuid, before, after: after.value, text },
    notes,
  };
}

/** The part of a value that a change is about, for people. */
function shown({ key }: Change, datum: Datum): string {
  if (key === undefined || !isMap(datum)) return formatDatum(datum);
  const pair = [...datum].find(([own]) => String(own) === key);
  return pair === undefined ? "not set" : formatDatum(pair[1]);
}

function newDatum(change: Change, place: ChangePlace, before: Datum): TextResult<Datum> {
  const { column, database } = place;
  const { operation, key, value } = change;
  const find: FindReference = (table, word) => findReference(database, table, word);
  if (operation === "unset") return key === undefined ? emptyDatum(place) : withoutKey(place, before, key, find);
  if (value === undefined) return { ok: false, fault: "there is no value" };
  if (key !== undefined) {
    if (operation !== "set") return { ok: false, fault: "a key's value is set by =" };
    const [own, atom] = [parseAtomText(column.key, key, find), parseAtomText(column.value!, value, find)];
    if (!own.ok) return own;
    return atom.ok ? { ok: true, value: new Map([...asMap(before), [own.value, atom.value]]) } : atom;
  }
  if (operation === "set") return parseDatumText(column, value, find);
  return operation === "add" ? withMore(place, before, value, find) : withLess(place, before, value, find);
}

function findReference(database: Database, table: string, word: string): TextResult<Uuid> {
  const [row, ...others] = findRows(database, table, word);
  if (row !== undefined && others.length === 0) return { ok: true, value: row.uuid };
  if (row !== undefined) return { ok: false, fault: `${others.length + 1} rows of ${table} are ${word}: give a UUID` };
  const there = database.tables.get(table);
  const names = [...(there?.rows.values() ?? [])].map((one) => nameOfRow(there!, one));
  return { ok: false, fault: `no row of ${table} is ${word} (${suggestHint(word, names)})` };
}

const asMap = (datum: Datum): ReadonlyMap<Atom, Atom> => (isMap(datum) ? datum : new Map());

function emptyDatum({ column }: ChangePlace): TextResult<Datum> {
  return { ok: true, value: defaultDatum(column) };
}

function withoutKey({ column }: ChangePlace, before: Datum, key: string, find: FindReference): TextResult<Datum> {
  const own = parseAtomText(column.key, key, find);
  return own.ok ? { ok: true, value: new Map([...asMap(before)].filter(([name]) => name !== own.value)) } : own;
}

function withMore({ column }: ChangePlace, before: Datum, text: string, find: FindReference): TextResult<Datum> {
  const more = parseDatumText({ ...column, min: 0 }, text, find);
  if (!more.ok) return more;
  if (isMap(before)) return { ok: true, value: new Map([...before, ...asMap(more.value)]) };
  if (isSet(before) && isSet(more.value)) {
    const atoms = [...new Set([...before, ...more.value])];
    return checkCount(column, atoms.length) ?? { ok: true, value: atoms };
  }
  return addNumbers(before, more.value, 1);
}

function withLess({ column }: ChangePlace, before: Datum, text: string, find: FindReference): TextResult<Datum> {
  if (isMap(before)) {
    const keys = parseKeysText(column, text, find);
    if (!keys.ok) return keys;
    return { ok: true, value: new Map([...before].filter(([key]) => !keys.value.includes(key))) };
  }
  const less = parseDatumText({ ...column, min: 0 }, text, find);
  if (!less.ok) return less;
  if (isSet(before) && isSet(less.value)) {
    const gone = new Set(less.value);
    const atoms = before.filter((atom) => !gone.has(atom));
    return checkCount(column, atoms.length) ?? { ok: true, value: atoms };
  }
  return addNumbers(before, less.value, -1);
}

function addNumbers(before: Datum, change: Datum, sign: 1 | -1): TextResult<Datum> {
  if (typeof before === "number" && typeof change === "number") return { ok: true, value: before + sign * change };
  return { ok: false, fault: "+= and -= are for sets, maps and numbers" };
}
