/**
 * Every diagnostic that the project can raise, declared once.
 *
 * A code is stable: it never changes its meaning and is never used again. The first letters after
 * `OVN` name the room: 1xxx reading OVSDB, 2xxx the linked model, 3xxx OpenFlow text, 4xxx logical
 * flows, 5xxx physical flows, 6xxx machine and trace, 7xxx verification, 8xxx the command line.
 *
 * `severity` is what the code means for an answer: an `error` says that an answer would be wrong or
 * absent, a `warning` that something was lost or assumed and the answer names it, a `note` that
 * nothing was lost.
 */
export const DIAGNOSTICS = {
  // OVN10xx: OVSDB files and dumps.
  OVN1001: { severity: "error", title: "file is empty" },
  OVN1002: { severity: "error", title: "file is no OVSDB database or dump" },
  OVN1004: { severity: "warning", title: "more faults of the same file" },
  OVN1010: { severity: "error", title: "last record is cut" },
  OVN1011: { severity: "error", title: "record header is malformed" },
  OVN1012: { severity: "error", title: "record does not have its checksum" },
  OVN1013: { severity: "error", title: "record is no JSON object" },
  OVN1014: { severity: "error", title: "file holds no schema" },
  OVN1015: { severity: "error", title: "schema is malformed" },
  OVN1016: { severity: "error", title: "database is not one of OVN's" },
  OVN1018: { severity: "note", title: "file ends in blanks" },
  OVN1020: { severity: "error", title: "unknown table" },
  OVN1021: { severity: "error", title: "unknown column" },
  OVN1022: { severity: "error", title: "value is not of its column's type" },
  OVN1023: { severity: "error", title: "row is not named by a UUID" },
  OVN1024: { severity: "error", title: "deleted row is not there" },
  OVN1025: { severity: "warning", title: "integer is beyond 2^53" },
  OVN1026: { severity: "note", title: "ephemeral column in a file" },
  OVN1027: { severity: "error", title: "transaction is malformed" },
  OVN1030: { severity: "error", title: "Raft header is malformed" },
  OVN1031: { severity: "error", title: "Raft record is malformed" },
  OVN1032: { severity: "warning", title: "Raft entries are not committed" },
  OVN1033: { severity: "error", title: "Raft server has not joined its cluster" },
  OVN1034: { severity: "warning", title: "Raft server has left its cluster" },
  OVN1035: { severity: "error", title: "row does not fit the new schema" },
  OVN1040: { severity: "error", title: "dump is malformed" },
  OVN1041: { severity: "error", title: "dump is cut" },
  OVN1042: { severity: "error", title: "dump is of no known database" },
  OVN1043: { severity: "error", title: "dump may be of several databases" },
  OVN1044: { severity: "warning", title: "unknown table of a dump is left out" },
  OVN1045: { severity: "warning", title: "unknown column of a dump is left out" },
  OVN1046: { severity: "error", title: "table or row is there twice" },
  OVN1050: { severity: "error", title: "parts are not of one database" },

  // OVN20xx: typed rows and the linked cluster.
  OVN2001: { severity: "error", title: "column value of another shape" },
  OVN2002: { severity: "warning", title: "reference to a row that does not exist" },
  OVN2003: { severity: "warning", title: "table is not in the file" },
  OVN2004: { severity: "warning", title: "two rows with one name or key" },
  OVN2005: { severity: "error", title: "table that every answer needs is missing" },
  OVN2006: { severity: "warning", title: "table that some flows need is missing" },
  OVN2010: { severity: "error", title: "no Southbound database" },
  OVN2011: { severity: "error", title: "several Southbound databases" },
  OVN2012: { severity: "warning", title: "several Northbound databases" },
  OVN2013: { severity: "error", title: "two Open_vSwitch databases claim one chassis" },
  OVN2014: { severity: "warning", title: "Open_vSwitch database of no known chassis" },
  OVN2015: { severity: "warning", title: "Open_vSwitch database does not name its chassis" },
  OVN2016: { severity: "error", title: "chassis has no Encap row" },
  OVN2017: { severity: "warning", title: "no integration bridge" },
  OVN2018: { severity: "warning", title: "database of an unknown name" },
  OVN2020: { severity: "warning", title: "VTEP address does not parse" },
  OVN2021: { severity: "warning", title: "default VTEP is not among the VTEPs" },
  OVN2022: { severity: "warning", title: "default VTEP is not known to the Southbound" },
  OVN2023: { severity: "warning", title: "VTEPs differ from those in the Southbound" },
  OVN2024: { severity: "warning", title: "malformed mapping" },
  OVN2025: { severity: "warning", title: "malformed tunnel id" },
  OVN2026: { severity: "warning", title: "malformed conntrack zone" },
  OVN2027: { severity: "warning", title: "OVN release cannot be read" },

  // OVN30xx: OpenFlow as text.
  OVN3001: { severity: "error", title: "line that is no flow" },
  OVN3002: { severity: "warning", title: "flow dump that is cut" },
  OVN3003: { severity: "error", title: "line that is no group" },
  OVN3004: { severity: "error", title: "line that is no meter" },
  OVN3005: { severity: "error", title: "line that is no port" },
  OVN3006: { severity: "error", title: "malformed microflow" },
  OVN3007: { severity: "error", title: "more lines of the kind" },
  OVN3008: { severity: "error", title: "text that holds no flow at all" },

  // OVN40xx: logical matches.
  OVN4001: { severity: "error", title: "text that is no token of the logical flow language" },
  OVN4002: { severity: "error", title: "syntax error in a logical match" },
  OVN4003: { severity: "error", title: "unknown field or predicate" },
  OVN4004: { severity: "error", title: "unknown address set" },
  OVN4005: { severity: "error", title: "unknown port group" },
  OVN4006: { severity: "error", title: "constant of the wrong type" },
  OVN4007: { severity: "error", title: "constant too wide for its field" },
  OVN4008: { severity: "error", title: "comparison that a field does not allow" },
  OVN4009: { severity: "error", title: "bits that a field does not have" },
  OVN4010: { severity: "error", title: "parentheses nested too deeply" },
  OVN4011: { severity: "error", title: "parentheses missing" },
  OVN4012: { severity: "error", title: "template without a value" },
  OVN4013: { severity: "error", title: "field of several bits used as a truth" },
  OVN4014: { severity: "warning", title: "address set entry that is no address" },
  OVN4015: { severity: "error", title: "microflow leaves something open" },
  OVN4016: { severity: "error", title: "microflow contradicts itself" },
  OVN4017: { severity: "error", title: "match needs too many flows" },
  OVN4018: { severity: "warning", title: "comparison that ovn-controller leaves out of the flow" },
  OVN4019: { severity: "warning", title: "flow that Open vSwitch refuses" },

  // OVN45xx: logical actions, and the tables beside Logical_Flow.
  OVN4501: { severity: "error", title: "fault in logical actions" },
  OVN4502: { severity: "error", title: "logical action that is not lowered" },
  OVN4504: { severity: "warning", title: "template variable without a value" },
  OVN4505: { severity: "note", title: "capabilities of the datapath taken for granted" },
  OVN4506: { severity: "warning", title: "port security entry that does not count" },
  OVN4507: { severity: "warning", title: "binding with a malformed address" },
  OVN4508: { severity: "warning", title: "address of a load balancer that does not count" },
  OVN4510: { severity: "warning", title: "meter without a row" },
  OVN4511: { severity: "warning", title: "match that ovn-controller refuses" },

  // OVN50xx: release profiles, a chassis's view, physical flows.
  OVN5001: { severity: "error", title: "unknown OVN release" },
  OVN5002: { severity: "error", title: "unknown chassis" },
  OVN5004: { severity: "warning", title: "tunnels predicted" },
  OVN5005: { severity: "warning", title: "OpenFlow ports predicted" },
  OVN5006: { severity: "warning", title: "conntrack zones predicted" },
  OVN5007: { severity: "warning", title: "encap ids taken from the Southbound" },
  OVN5010: { severity: "warning", title: "unknown port type" },
  OVN5011: { severity: "warning", title: "tunnel of an unknown kind" },
  OVN5012: { severity: "warning", title: "no tunnel to a chassis" },
  OVN5013: { severity: "warning", title: "MAC address does not parse" },
  OVN5014: { severity: "warning", title: "physical feature is not compiled" },
  OVN5017: { severity: "warning", title: "port of a network function without its other port" },
  OVN5016: { severity: "warning", title: "multicast group holds a port of another datapath" },
  OVN5015: { severity: "warning", title: "address of an encapsulation does not parse" },

  // OVN60xx-64xx: the OpenFlow machine.
  OVN6000: { severity: "warning", title: "flow defined twice" },
  OVN6001: { severity: "warning", title: "flow in a table that no bridge has" },
  OVN6002: { severity: "warning", title: "group defined twice" },

  // OVN65xx: traces from chassis to chassis.
  OVN6501: { severity: "error", title: "unknown logical port" },
  OVN6502: { severity: "error", title: "port is bound to no chassis" },
  OVN6503: { severity: "error", title: "port has no address" },
  OVN6504: { severity: "error", title: "no router between two switches" },
  OVN6505: { severity: "error", title: "no IP version in common" },
  OVN6506: { severity: "error", title: "unknown chassis" },
  OVN6507: { severity: "error", title: "port has no interface to send from" },
  OVN6508: { severity: "error", title: "action that the machine does not know" },
  OVN6509: { severity: "error", title: "microflow does not name its inport" },
  OVN6510: { severity: "warning", title: "dump of the ports does not fit the database" },

  // OVN70xx: the rules of the tunnels.
  OVN7001: { severity: "error", title: "tunnel does not join the chassis of its interfaces" },
  OVN7002: { severity: "error", title: "source VTEP is not the source interface's" },
  OVN7003: { severity: "error", title: "destination VTEP is not the destination interface's" },
  OVN7004: { severity: "warning", title: "default VTEP is not used" },
  OVN7005: { severity: "error", title: "BUM packet does not reach each member once" },
  OVN7006: { severity: "error", title: "packet does not reach its destination once" },
  OVN7007: { severity: "warning", title: "destination VTEP is left to chance" },
  OVN7008: { severity: "error", title: "interface asks for a VTEP in vain" },
  OVN7009: { severity: "error", title: "no tunnel has the wanted pair of VTEPs" },
  OVN7010: { severity: "error", title: "zone and encap id are not kept apart" },

  // OVN80xx: the command line.
  OVN8001: { severity: "error", title: "file that cannot be read" },
  OVN8002: { severity: "error", title: "too many files" },
  OVN8003: { severity: "error", title: "two copies of a database differ" },
  OVN8004: { severity: "error", title: "no database in the snapshot" },
  OVN8005: { severity: "warning", title: "dump of no known chassis" },
  OVN8006: { severity: "error", title: "two dumps of a chassis differ" },
  OVN8008: { severity: "error", title: "no packet, or more than one" },
  OVN8009: { severity: "error", title: "line of a batch that is no packet" },
  OVN8010: { severity: "error", title: "no flow dump of a chassis" },
  OVN8011: { severity: "warning", title: "links that lead nowhere" },
  OVN8012: { severity: "error", title: "options that do not go together" },
  OVN8013: { severity: "error", title: "command is not part of this version" },
  OVN8014: { severity: "warning", title: "flow dump without its groups or meters" },
  OVN8015: { severity: "warning", title: "empty file that is no database" },
} as const satisfies Record<`OVN${number}`, DiagnosticSpec>;

export type Severity = "error" | "warning" | "note";

export type DiagnosticSpec = { readonly severity: Severity; readonly title: string };

export type DiagnosticCode = keyof typeof DIAGNOSTICS;
