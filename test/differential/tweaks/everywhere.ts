import { pick, policies, set, type Tweak } from "../tweak.ts";

const global = policies("options of the cluster", (ground) => [
  set(
    "NB_Global",
    ".",
    "options",
    pick(ground, [
      { use_ct_inv_match: "false" },
      { ignore_lsp_down: "false" },
      { vxlan_mode: "false" },
      { install_ls_lb_from_router: "true" },
      { use_common_zone: "true" },
      { default_acl_drop: "true" },
      { debug_drop_domain_id: "9", debug_drop_collector_set: "100" },
      { lb_hairpin_use_ct_mark: "false" },
      { svc_monitor_mac: "02:ac:f0:00:00:01" },
      { ls_ct_skip_dst_lport_ips: "true" },
      { always_tunnel: "true" },
      { use_logical_dp_groups: "false" },
      { fdb_removal_limit: "5" },
      { northd_probe_interval: "5000", max_tunid: "4000" },
    ]),
  ),
]);

const local: Tweak = {
  name: "settings of a chassis",
  add: (ground) => ({
    settings: {
      [pick(ground, ground.chassis).name]: pick<Readonly<Record<string, string>>>(ground, [
        { "ovn-monitor-all": "true" },
        { "ovn-enable-lflow-cache": "false" },
        { "ovn-encap-csum": "false" },
        { "ovn-encap-tos": "inherit" },
        { "ovn-set-local-ip": "true" },
        { "ovn-cms-options": "enable-chassis-as-gw" },
        { "ovn-match-northd-version": "true" },
        { "ovn-encap-df_default": "false" },
        { "garp-max-timeout-sec": "8" },
        { "ovn-ofctrl-wait-before-clear": "10" },
        { "ovn-trim-limit-lflow-cache": "10" },
        { "ovn-is-interconn": "true" },
        { "ct-zone-range": "1000-2000" },
        { "ovn-chassis-mac-mappings": "dc:02:dc:00:00:00:99,out:02:dc:00:00:00:98" },
      ]),
    },
  }),
};

/** A chassis that maps other physical networks than the rest: its switches have another localnet port, or none. */
const plugged: Tweak = {
  name: "networks plugged on some chassis",
  add: (ground) =>
    ground.chassis.some(({ bridges }) => bridges !== undefined)
      ? {
          settings: {
            [pick(ground, ground.chassis).name]: {
              "ovn-bridge-mappings": pick(ground, ["out:br-out", "dc:br-dc,lab:br-lab", "edge:br-edge,out:br-dc"]),
            },
          },
        }
      : undefined,
};

/** Drops are sampled where the switch has the collectors that the cluster names. */
const sampled: Tweak = {
  name: "samples of drops",
  add: (ground) => ({
    more: {
      [pick(ground, ground.chassis).name]: [
        ...["--", "--id=@bridge", "get", "Bridge", "br-int"],
        ...["--", "--id=@to", "create", "IPFIX", 'targets="127.0.0.1:4739"'],
        ...["--", "create", "Flow_Sample_Collector_Set", "id=7", "bridge=@bridge", "ipfix=@to"],
      ],
    },
    policies: [
      set("NB_Global", ".", "options", {
        debug_drop_collector_set: pick(ground, ["7", "7", "8"]),
        debug_drop_domain_id: String(ground.pick % 3),
      }),
    ],
  }),
};

/** Switches that an EVPN extends; nothing is learnt in the lab, so only what the databases tell is there. */
const evpn: Tweak = {
  name: "EVPN",
  add: (ground) =>
    ground.release === "26.03"
      ? {
          settings: Object.fromEntries(
            ground.chassis.map(({ name, vteps }) => [
              name,
              { "ovn-evpn-vxlan-ports": pick(ground, ["4789", "4790,4791"]), "ovn-evpn-local-ip": vteps[0]! },
            ]),
          ),
          policies: [
            set("Logical_Switch", pick(ground, ground.legs).network, "other_config", {
              "dynamic-routing-vni": pick(ground, ["1001", "0"]),
              "dynamic-routing-redistribute": pick(ground, ["fdb", "ip", "fdb,ip"]),
            }),
          ],
        }
      : undefined,
};

/** A switch whose physical network wants its tags to be 802.1ad. */
const doubleTagged = policies("802.1ad", (ground) =>
  ground.hasUplink
    ? [
        set("Logical_Switch_Port", `${ground.legs[0]!.network}-uplink`, "options", {
          ethtype: pick(ground, ["802.1ad", "802.1q", "802.11ad"]),
        }),
      ]
    : undefined,
);

export const EVERYWHERE_TWEAKS: readonly Tweak[] = [global, local, plugged, sampled, evpn, doubleTagged];
