/**
 * What real ovn-controllers installed for ACLs with these matches: an expression, and below it the
 * flows, `*` being the match on everything. Conjunctions are numbered from 1 within each expression.
 *
 * On the switch (tunnel key 1) were ports p1, p2 and p3, with keys 1 to 3 and resident, and remote1,
 * with key 4 and not bound. as1 = 10.0.0.1 10.0.0.2 10.0.0.0/24 10.1.0.0/16; as0 is empty;
 * asone = 10.9.9.9; as6 = fd00::1 fd00::/64 fd01::2; pg1 = p1 p2; pg2 = p2 p3 remote1; pg0 is empty.
 */
export const FLOWS_26_03_1 = String.raw`
ip4
  ip
ip
  ip
  ipv6
tcp.dst == 80
  tcp,tp_dst=80
  tcp6,tp_dst=80
ip4 && tcp.dst == {80, 443}
  tcp,tp_dst=443
  tcp,tp_dst=80
ip4 && tcp.dst == {80, 443} && tcp.src == {1, 2}
  tcp conj_id=1
  tcp,tp_dst=443 conjunction(1,1/2)
  tcp,tp_dst=80 conjunction(1,1/2)
  tcp,tp_src=1 conjunction(1,2/2)
  tcp,tp_src=2 conjunction(1,2/2)
ip4.src == {10.0.0.0/8, 10.1.0.0/16, 10.2.3.4, 192.168.1.1}
  ip,nw_src=10.0.0.0/8
  ip,nw_src=192.168.1.1
eth.dst == {0a:00:00:00:00:01, 0a:00:00:00:00:01, 0a:00:00:00:00:00/ff:ff:ff:ff:ff:00}
  dl_dst=0a:00:00:00:00:00/ff:ff:ff:ff:ff:00
  dl_dst=0a:00:00:00:00:01
ip4.src == $as1
  ip,nw_src=10.0.0.0/24
  ip,nw_src=10.0.0.1
  ip,nw_src=10.0.0.2
  ip,nw_src=10.1.0.0/16
ip4.src == $as1 && tcp.dst == {80, 81}
  tcp conj_id=1
  tcp,nw_src=10.0.0.0/24 conjunction(1,1/2)
  tcp,nw_src=10.0.0.1 conjunction(1,1/2)
  tcp,nw_src=10.0.0.2 conjunction(1,1/2)
  tcp,nw_src=10.1.0.0/16 conjunction(1,1/2)
  tcp,tp_dst=80 conjunction(1,2/2)
  tcp,tp_dst=81 conjunction(1,2/2)
ip4.src == {$as1, 10.0.0.9}
  ip,nw_src=10.0.0.0/24
  ip,nw_src=10.0.0.1
  ip,nw_src=10.0.0.2
  ip,nw_src=10.0.0.9
  ip,nw_src=10.1.0.0/16
ip4.src != {10.0.0.1, 10.0.0.2} && ip4.dst == 10.0.0.0/30
  ip,nw_src=0.0.0.0/5,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.128/25,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.16/28,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.3,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.32/27,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.4/30,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.64/26,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.0.8/29,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.1.0/24,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.128.0/17,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.16.0/20,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.2.0/23,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.32.0/19,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.4.0/22,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.64.0/18,nw_dst=10.0.0.0/30
  ip,nw_src=10.0.8.0/21,nw_dst=10.0.0.0/30
  ip,nw_src=10.1.0.0/16,nw_dst=10.0.0.0/30
  ip,nw_src=10.128.0.0/9,nw_dst=10.0.0.0/30
  ip,nw_src=10.16.0.0/12,nw_dst=10.0.0.0/30
  ip,nw_src=10.2.0.0/15,nw_dst=10.0.0.0/30
  ip,nw_src=10.32.0.0/11,nw_dst=10.0.0.0/30
  ip,nw_src=10.4.0.0/14,nw_dst=10.0.0.0/30
  ip,nw_src=10.64.0.0/10,nw_dst=10.0.0.0/30
  ip,nw_src=10.8.0.0/13,nw_dst=10.0.0.0/30
  ip,nw_src=11.0.0.0/8,nw_dst=10.0.0.0/30
  ip,nw_src=12.0.0.0/6,nw_dst=10.0.0.0/30
  ip,nw_src=128.0.0.0/1,nw_dst=10.0.0.0/30
  ip,nw_src=16.0.0.0/4,nw_dst=10.0.0.0/30
  ip,nw_src=32.0.0.0/3,nw_dst=10.0.0.0/30
  ip,nw_src=64.0.0.0/2,nw_dst=10.0.0.0/30
  ip,nw_src=8.0.0.0/7,nw_dst=10.0.0.0/30
ip4.src == $as0
ip6.src == $as6
  ipv6,ipv6_src=fd00::/64
  ipv6,ipv6_src=fd00::1
  ipv6,ipv6_src=fd01::2
outport == @pg1 && ip4.src == $asone
  ip,reg15=0x1,nw_src=10.9.9.9
  ip,reg15=0x2,nw_src=10.9.9.9
outport == @pg2 && ip4.src == {1.1.1.1, 2.2.2.2}
  ip conj_id=1
  ip,nw_src=1.1.1.1 conjunction(1,1/2)
  ip,nw_src=2.2.2.2 conjunction(1,1/2)
  ip,reg15=0x2 conjunction(1,2/2)
  ip,reg15=0x3 conjunction(1,2/2)
outport == {"p1", "nosuch", "remote1"}
  reg15=0x1
outport == "nosuch" && ip4
inport == "nosuch" || ip6
  ipv6
1024 <= tcp.dst <= 1030
  tcp,tp_dst=0x402/0xfffe
  tcp,tp_dst=0x404/0xfffe
  tcp,tp_dst=1024
  tcp,tp_dst=1025
  tcp,tp_dst=1030
  tcp6,tp_dst=0x402/0xfffe
  tcp6,tp_dst=0x404/0xfffe
  tcp6,tp_dst=1024
  tcp6,tp_dst=1025
  tcp6,tp_dst=1030
tcp.dst > 65000 && ip4
  tcp,tp_dst=0xfdea/0xfffe
  tcp,tp_dst=0xfdec/0xfffc
  tcp,tp_dst=0xfdf0/0xfff0
  tcp,tp_dst=0xfe00/0xfe00
  tcp,tp_dst=65001
!(tcp.dst == 80) && ip6
  tcp6,tp_dst=0x0/0xffc0
  tcp6,tp_dst=0x100/0xff00
  tcp6,tp_dst=0x1000/0xf000
  tcp6,tp_dst=0x200/0xfe00
  tcp6,tp_dst=0x2000/0xe000
  tcp6,tp_dst=0x40/0xfff0
  tcp6,tp_dst=0x400/0xfc00
  tcp6,tp_dst=0x4000/0xc000
  tcp6,tp_dst=0x52/0xfffe
  tcp6,tp_dst=0x54/0xfffc
  tcp6,tp_dst=0x58/0xfff8
  tcp6,tp_dst=0x60/0xffe0
  tcp6,tp_dst=0x80/0xff80
  tcp6,tp_dst=0x800/0xf800
  tcp6,tp_dst=0x8000/0x8000
  tcp6,tp_dst=81
ip4 && tcp.dst != 80
  tcp,tp_dst=0x0/0xffc0
  tcp,tp_dst=0x100/0xff00
  tcp,tp_dst=0x1000/0xf000
  tcp,tp_dst=0x200/0xfe00
  tcp,tp_dst=0x2000/0xe000
  tcp,tp_dst=0x40/0xfff0
  tcp,tp_dst=0x400/0xfc00
  tcp,tp_dst=0x4000/0xc000
  tcp,tp_dst=0x52/0xfffe
  tcp,tp_dst=0x54/0xfffc
  tcp,tp_dst=0x58/0xfff8
  tcp,tp_dst=0x60/0xffe0
  tcp,tp_dst=0x80/0xff80
  tcp,tp_dst=0x800/0xf800
  tcp,tp_dst=0x8000/0x8000
  tcp,tp_dst=81
ct.new && !ct.est
  ct_state=+new-est+trk
!ct.trk
  ct_state=-trk
ct_label.label == 0x5 && ct_mark.blocked == 0
  ct_mark=0/0x1,ct_label=0x5000000000000000000000000/0xffffffff000000000000000000000000
reg0[7..9] == 5 || reg0[7..9] == 6
  reg0=0x280/0x380
  reg0=0x300/0x380
reg0 == 1 && reg1 == 2 && xreg1 == 3 && xxreg1 == 4
  reg0=0x1,reg1=0x2,reg2=0,reg3=0x3,reg4=0,reg5=0,reg6=0,reg7=0x4
vlan.vid == 5 && vlan.pcp < 4
  dl_vlan=5,dl_vlan_pcp=0
vlan.present
  vlan_tci=0x1000/0x1000
!vlan.present
  vlan_tci=0x0000/0x1000
ip4.mcast || eth.bcast
  dl_dst=ff:ff:ff:ff:ff:ff
  ip,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,nw_dst=224.0.0.0/4
ip6.mcast_flood
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff00::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff01::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff01::1
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff01::2
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff02::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff02::1
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff02::1:ff00:0/104
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff02::2
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff03::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff04::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff05::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff05::2
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff06::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff07::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff08::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff09::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff0a::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff0b::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff0c::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff0d::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff0e::
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff0f::
nd_ns && nd.target == {fe80::1, fe80::2}
  icmp6,nw_ttl=255,icmp_type=135,icmp_code=0,nd_target=fe80::1
  icmp6,nw_ttl=255,icmp_type=135,icmp_code=0,nd_target=fe80::2
nd && ip6.dst == ff02::/16
  icmp6,ipv6_dst=ff02::/16,nw_ttl=255,icmp_type=135,icmp_code=0
  icmp6,ipv6_dst=ff02::/16,nw_ttl=255,icmp_type=136,icmp_code=0
arp.op == 1 && arp.tpa == {10.0.0.1, 10.0.0.2} && arp.spa == {10.0.0.3, 10.0.0.4}
  arp,arp_op=1 conj_id=1
  arp,arp_spa=10.0.0.3,arp_op=1 conjunction(1,1/2)
  arp,arp_spa=10.0.0.4,arp_op=1 conjunction(1,1/2)
  arp,arp_tpa=10.0.0.1,arp_op=1 conjunction(1,2/2)
  arp,arp_tpa=10.0.0.2,arp_op=1 conjunction(1,2/2)
rarp.tpa == 10.0.0.1
  rarp,arp_tpa=10.0.0.1
icmp4.type == {3, 11} && icmp4.code == {0, 1}
  icmp conj_id=1
  icmp,icmp_code=0 conjunction(1,1/2)
  icmp,icmp_code=1 conjunction(1,1/2)
  icmp,icmp_type=11 conjunction(1,2/2)
  icmp,icmp_type=3 conjunction(1,2/2)
icmp6.type == {1, 2} && icmp6.code == {0, 1} && ip6.src == {fd00::1, fd00::2}
  icmp6,ipv6_src=fd00::1,icmp_type=1,icmp_code=0
  icmp6,ipv6_src=fd00::1,icmp_type=1,icmp_code=1
  icmp6,ipv6_src=fd00::1,icmp_type=2,icmp_code=0
  icmp6,ipv6_src=fd00::1,icmp_type=2,icmp_code=1
  icmp6,ipv6_src=fd00::2,icmp_type=1,icmp_code=0
  icmp6,ipv6_src=fd00::2,icmp_type=1,icmp_code=1
  icmp6,ipv6_src=fd00::2,icmp_type=2,icmp_code=0
  icmp6,ipv6_src=fd00::2,icmp_type=2,icmp_code=1
ip.dscp == 10 && ip4
  ip
ip.ttl == 1 && ip
  ip,nw_ttl=1
  ipv6,nw_ttl=1
ip.proto == {6, 17} && ip4.src == {1.1.1.1, 2.2.2.2} && ip4.dst == {3.3.3.3, 4.4.4.4}
  tcp conj_id=1
  tcp,nw_dst=3.3.3.3 conjunction(1,1/2)
  tcp,nw_dst=4.4.4.4 conjunction(1,1/2)
  tcp,nw_src=1.1.1.1 conjunction(1,2/2)
  tcp,nw_src=2.2.2.2 conjunction(1,2/2)
  udp conj_id=2
  udp,nw_dst=3.3.3.3 conjunction(2,1/2)
  udp,nw_dst=4.4.4.4 conjunction(2,1/2)
  udp,nw_src=1.1.1.1 conjunction(2,2/2)
  udp,nw_src=2.2.2.2 conjunction(2,2/2)
tcp.flags == 0x2/0x12 && ip4
  tcp,tcp_flags=+syn-ack
tcp || udp
  tcp
  tcp6
  udp
  udp6
(tcp.dst == {1, 2} && ip4.src == {1.1.1.1, 2.2.2.2}) || (udp.dst == {1, 2} && ip4.src == {1.1.1.1, 2.2.2.2})
  tcp conj_id=1
  tcp,nw_src=1.1.1.1 conjunction(1,1/2)
  tcp,nw_src=2.2.2.2 conjunction(1,1/2)
  tcp,tp_dst=1 conjunction(1,2/2)
  tcp,tp_dst=2 conjunction(1,2/2)
  udp conj_id=2
  udp,nw_src=1.1.1.1 conjunction(2,1/2)
  udp,nw_src=2.2.2.2 conjunction(2,1/2)
  udp,tp_dst=1 conjunction(2,2/2)
  udp,tp_dst=2 conjunction(2,2/2)
ip4.dst == 0.0.0.0/0
  ip
ip4.src == 10.0.0.0/255.0.255.0
  ip,nw_src=10.0.0.0/255.0.255.0
0
1
  *
is_chassis_resident("p1") && ip4
  ip
!is_chassis_resident("p1") && ip4
is_chassis_resident("nosuch") || ip6
  ipv6
eth.src == 0a:00:00:00:00:01 && outport == {"p1", "p2"} && (ip4.dst == {10.0.0.1, 10.0.0.2} || ip6.dst == {fd00::1, fd00::2})
  ip,reg15=0x1,dl_src=0a:00:00:00:00:01,nw_dst=10.0.0.1
  ip,reg15=0x1,dl_src=0a:00:00:00:00:01,nw_dst=10.0.0.2
  ip,reg15=0x2,dl_src=0a:00:00:00:00:01,nw_dst=10.0.0.1
  ip,reg15=0x2,dl_src=0a:00:00:00:00:01,nw_dst=10.0.0.2
  ipv6,reg15=0x1,dl_src=0a:00:00:00:00:01,ipv6_dst=fd00::1
  ipv6,reg15=0x1,dl_src=0a:00:00:00:00:01,ipv6_dst=fd00::2
  ipv6,reg15=0x2,dl_src=0a:00:00:00:00:01,ipv6_dst=fd00::1
  ipv6,reg15=0x2,dl_src=0a:00:00:00:00:01,ipv6_dst=fd00::2
(inport == "p1" && inport == {"p1", "p2"}) || (inport == {"p1", "p2"} && inport == {"p2", "p3"})
  reg14=0x1
  reg14=0x2
ip4.src[0..7] == 5 && ip4.src[24..31] == {10, 11}
  ip,nw_src=10.0.0.5/255.0.0.255
  ip,nw_src=11.0.0.5/255.0.0.255
xreg4[30..33] == 0xf && reg9 != 0xffffffff
  reg8=0x3/0x3,reg9=0xc0000000/0xe0000000
  reg8=0x3/0x3,reg9=0xe0000000/0xf0000000
  reg8=0x3/0x3,reg9=0xf0000000/0xf8000000
  reg8=0x3/0x3,reg9=0xf8000000/0xfc000000
  reg8=0x3/0x3,reg9=0xfc000000/0xfe000000
  reg8=0x3/0x3,reg9=0xfe000000/0xff000000
  reg8=0x3/0x3,reg9=0xff000000/0xff800000
  reg8=0x3/0x3,reg9=0xff800000/0xffc00000
  reg8=0x3/0x3,reg9=0xffc00000/0xffe00000
  reg8=0x3/0x3,reg9=0xffe00000/0xfff00000
  reg8=0x3/0x3,reg9=0xfff00000/0xfff80000
  reg8=0x3/0x3,reg9=0xfff80000/0xfffc0000
  reg8=0x3/0x3,reg9=0xfffc0000/0xfffe0000
  reg8=0x3/0x3,reg9=0xfffe0000/0xffff0000
  reg8=0x3/0x3,reg9=0xffff0000/0xffff8000
  reg8=0x3/0x3,reg9=0xffff8000/0xffffc000
  reg8=0x3/0x3,reg9=0xffffc000/0xffffe000
  reg8=0x3/0x3,reg9=0xffffe000/0xfffff000
  reg8=0x3/0x3,reg9=0xfffff000/0xfffff800
  reg8=0x3/0x3,reg9=0xfffff800/0xfffffc00
  reg8=0x3/0x3,reg9=0xfffffc00/0xfffffe00
  reg8=0x3/0x3,reg9=0xfffffe00/0xffffff00
  reg8=0x3/0x3,reg9=0xffffff00/0xffffff80
  reg8=0x3/0x3,reg9=0xffffff80/0xffffffc0
  reg8=0x3/0x3,reg9=0xffffffc0/0xffffffe0
  reg8=0x3/0x3,reg9=0xffffffe0/0xfffffff0
  reg8=0x3/0x3,reg9=0xfffffff0/0xfffffff8
  reg8=0x3/0x3,reg9=0xfffffff8/0xfffffffc
  reg8=0x3/0x3,reg9=0xfffffffc/0xfffffffe
  reg8=0x3/0x3,reg9=0xfffffffe
outport == @pg0
ip6.label == 0x12345 && pkt.mark == 0x10/0xf0
  pkt_mark=0x10/0xf0,ipv6,ipv6_label=0x12345
flags.loopback == 1 && flags.network_id == 3
  reg10=0x30000001/0xf0000001
mldv1
  icmp6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_src=fe80::/10,icmp_type=130
  icmp6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_src=fe80::/10,icmp_type=131
  icmp6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_src=fe80::/10,icmp_type=132
igmp
  ip,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,nw_dst=224.0.0.0/4,nw_proto=2
ip.proto == 6/7 && ip4
  ip
eth.type == 0x1234 || eth.type == 0x1235
  dl_type=0x1234
  dl_type=0x1235
sctp.dst == 5 && ip6.dst == fd00::/64 && ip6.src != fd00::/127
  sctp6,ipv6_src=8000::/2,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/1,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=c000::/3,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=e000::/4,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=f000::/5,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=f800::/6,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fc00::/8,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:1000::/52,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:100::/56,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:10::/60,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:1::/64,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:2000::/51,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:200::/55,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:20::/59,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:2::/63,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:4000::/50,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:400::/54,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:40::/58,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:4::/62,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:8000::/49,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:800::/53,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:80::/57,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:0:8::/61,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:1000::/36,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:100::/40,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:10::/44,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:1::/48,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:2000::/35,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:200::/39,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:20::/43,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:2::/47,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:4000::/34,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:400::/38,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:40::/42,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:4::/46,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:8000::/33,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:800::/37,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:80::/41,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:0:8::/45,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:1000::/20,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:100::/24,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:10::/28,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:1::/32,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:2000::/19,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:200::/23,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:20::/27,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:2::/31,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:4000::/18,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:400::/22,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:40::/26,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:4::/30,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:8000::/17,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:800::/21,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:80::/25,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00:8::/29,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::10/124,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::100/120,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::1000/116,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::1000:0/100,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::1000:0:0/84,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::1000:0:0:0/68,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::100:0/104,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::100:0:0/88,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::100:0:0:0/72,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::10:0/108,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::10:0:0/92,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::10:0:0:0/76,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::1:0/112,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::1:0:0/96,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::1:0:0:0/80,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2/127,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::20/123,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::200/119,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2000/115,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2000:0/99,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2000:0:0/83,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2000:0:0:0/67,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::200:0/103,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::200:0:0/87,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::200:0:0:0/71,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::20:0/107,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::20:0:0/91,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::20:0:0:0/75,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2:0/111,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2:0:0/95,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::2:0:0:0/79,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4/126,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::40/122,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::400/118,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4000/114,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4000:0/98,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4000:0:0/82,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4000:0:0:0/66,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::400:0/102,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::400:0:0/86,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::400:0:0:0/70,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::40:0/106,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::40:0:0/90,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::40:0:0:0/74,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4:0/110,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4:0:0/94,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::4:0:0:0/78,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8/125,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::80/121,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::800/117,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8000/113,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8000:0/97,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8000:0:0/81,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8000:0:0:0/65,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::800:0/101,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::800:0:0/85,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::800:0:0:0/69,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::80:0/105,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::80:0:0/89,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::80:0:0:0/73,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8:0/109,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8:0:0/93,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd00::8:0:0:0/77,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd01::/16,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd02::/15,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd04::/14,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd08::/13,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd10::/12,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd20::/11,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd40::/10,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fd80::/9,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=fe00::/7,ipv6_dst=fd00::/64,tp_dst=5
`;

/** The expressions that come out otherwise in 25.03.0. */
export const FLOWS_25_03_0 = String.raw`
ip4.src != {10.0.0.1, 10.0.0.2} && ip4.dst == 10.0.0.0/30
  ip,nw_src=0.0.0.0/0.0.0.3,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.0/2.0.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.0/8.0.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.128/0.0.0.128,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.16/0.0.0.16,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.3/0.0.0.3,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.32/0.0.0.32,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.4/0.0.0.4,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.64/0.0.0.64,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.0.8/0.0.0.8,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.1.0/0.0.1.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.128.0/0.0.128.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.16.0/0.0.16.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.2.0/0.0.2.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.32.0/0.0.32.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.4.0/0.0.4.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.64.0/0.0.64.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.0.8.0/0.0.8.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.1.0.0/0.1.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.128.0.0/0.128.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.16.0.0/0.16.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.2.0.0/0.2.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.32.0.0/0.32.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.4.0.0/0.4.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.64.0.0/0.64.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=0.8.0.0/0.8.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=1.0.0.0/1.0.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=128.0.0.0/1,nw_dst=10.0.0.0/30
  ip,nw_src=16.0.0.0/16.0.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=32.0.0.0/32.0.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=4.0.0.0/4.0.0.0,nw_dst=10.0.0.0/30
  ip,nw_src=64.0.0.0/64.0.0.0,nw_dst=10.0.0.0/30
!(tcp.dst == 80) && ip6
  tcp6,tp_dst=0x0/0x10
  tcp6,tp_dst=0x0/0x40
  tcp6,tp_dst=0x1/0x1
  tcp6,tp_dst=0x100/0x100
  tcp6,tp_dst=0x1000/0x1000
  tcp6,tp_dst=0x2/0x2
  tcp6,tp_dst=0x20/0x20
  tcp6,tp_dst=0x200/0x200
  tcp6,tp_dst=0x2000/0x2000
  tcp6,tp_dst=0x4/0x4
  tcp6,tp_dst=0x400/0x400
  tcp6,tp_dst=0x4000/0x4000
  tcp6,tp_dst=0x8/0x8
  tcp6,tp_dst=0x80/0x80
  tcp6,tp_dst=0x800/0x800
  tcp6,tp_dst=0x8000/0x8000
ip4 && tcp.dst != 80
  tcp,tp_dst=0x0/0x10
  tcp,tp_dst=0x0/0x40
  tcp,tp_dst=0x1/0x1
  tcp,tp_dst=0x100/0x100
  tcp,tp_dst=0x1000/0x1000
  tcp,tp_dst=0x2/0x2
  tcp,tp_dst=0x20/0x20
  tcp,tp_dst=0x200/0x200
  tcp,tp_dst=0x2000/0x2000
  tcp,tp_dst=0x4/0x4
  tcp,tp_dst=0x400/0x400
  tcp,tp_dst=0x4000/0x4000
  tcp,tp_dst=0x8/0x8
  tcp,tp_dst=0x80/0x80
  tcp,tp_dst=0x800/0x800
  tcp,tp_dst=0x8000/0x8000
ip6.mcast_flood
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff00::/fff0:ffff:ffff:ffff:ffff:ffff:ffff:ffff
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff01::1
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff01::2
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff02::1
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff02::1:ff00:0/104
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff02::2
  ipv6,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00,ipv6_dst=ff05::2
xreg4[30..33] == 0xf && reg9 != 0xffffffff
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000001
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000002
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000004
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000008
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000010
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000020
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000040
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000080
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000100
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000200
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000400
  reg8=0x3/0x3,reg9=0xc0000000/0xc0000800
  reg8=0x3/0x3,reg9=0xc0000000/0xc0001000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0002000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0004000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0008000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0010000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0020000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0040000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0080000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0100000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0200000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0400000
  reg8=0x3/0x3,reg9=0xc0000000/0xc0800000
  reg8=0x3/0x3,reg9=0xc0000000/0xc1000000
  reg8=0x3/0x3,reg9=0xc0000000/0xc2000000
  reg8=0x3/0x3,reg9=0xc0000000/0xc4000000
  reg8=0x3/0x3,reg9=0xc0000000/0xc8000000
  reg8=0x3/0x3,reg9=0xc0000000/0xd0000000
  reg8=0x3/0x3,reg9=0xc0000000/0xe0000000
flags.loopback == 1 && flags.network_id == 3
sctp.dst == 5 && ip6.dst == fd00::/64 && ip6.src != fd00::/127
  sctp6,ipv6_src=0:0:0:1000::/0:0:0:1000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:100::/0:0:0:100::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:10::/0:0:0:10::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:1::/0:0:0:1::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:2000::/0:0:0:2000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:200::/0:0:0:200::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:20::/0:0:0:20::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:2::/0:0:0:2::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:4000::/0:0:0:4000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:400::/0:0:0:400::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:40::/0:0:0:40::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:4::/0:0:0:4::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:8000::/0:0:0:8000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:800::/0:0:0:800::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:80::/0:0:0:80::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:0:8::/0:0:0:8::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:1000::/0:0:1000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:100::/0:0:100::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:10::/0:0:10::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:1::/0:0:1::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:2000::/0:0:2000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:200::/0:0:200::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:20::/0:0:20::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:2::/0:0:2::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:4000::/0:0:4000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:400::/0:0:400::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:40::/0:0:40::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:4::/0:0:4::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:8000::/0:0:8000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:800::/0:0:800::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:80::/0:0:80::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:0:8::/0:0:8::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:1000::/0:1000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:100::/0:100::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:10::/0:10::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:1::/0:1::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:2000::/0:2000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:200::/0:200::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:20::/0:20::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:2::/0:2::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:4000::/0:4000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:400::/0:400::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:40::/0:40::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:4::/0:4::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:8000::/0:8000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:800::/0:800::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:80::/0:80::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=0:8::/0:8::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=10::/10::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=1::/1::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=200::/200::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=20::/20::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=2::/2::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=40::/40::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=4::/4::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=80::/80::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=8::/8::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/1,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/1000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/100::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/2000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/4000::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/400::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::/800::,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.1.0.0/::0.1.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.128.0.0/::0.128.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.16.0.0/::0.16.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.2.0.0/::0.2.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.32.0.0/::0.32.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.4.0.0/::0.4.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.64.0.0/::0.64.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::0.8.0.0/::0.8.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::1.0.0.0/::1.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::10/::10,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::100/::100,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::1000/::1000,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::1000:0:0/::1000:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::1000:0:0:0/::1000:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::100:0:0/::100:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::100:0:0:0/::100:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::10:0:0/::10:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::10:0:0:0/::10:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::128.0.0.0/::128.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::16.0.0.0/::16.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::1:0:0/::1:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::1:0:0:0/::1:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::2.0.0.0/::2.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::2/::2,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::20/::20,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::200/::200,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::2000/::2000,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::2000:0:0/::2000:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::2000:0:0:0/::2000:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::200:0:0/::200:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::200:0:0:0/::200:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::20:0:0/::20:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::20:0:0:0/::20:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::2:0:0/::2:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::2:0:0:0/::2:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::32.0.0.0/::32.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::4.0.0.0/::4.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::4/::4,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::40/::40,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::400/::400,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::4000/::4000,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::4000:0:0/::4000:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::4000:0:0:0/::4000:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::400:0:0/::400:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::400:0:0:0/::400:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::40:0:0/::40:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::40:0:0:0/::40:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::4:0:0/::4:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::4:0:0:0/::4:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::64.0.0.0/::64.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::8.0.0.0/::8.0.0.0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::8/::8,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::80/::80,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::800/::800,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::8000/::8000,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::8000:0:0/::8000:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::8000:0:0:0/::8000:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::800:0:0/::800:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::800:0:0:0/::800:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::80:0:0/::80:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::80:0:0:0/::80:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::8:0:0/::8:0:0,ipv6_dst=fd00::/64,tp_dst=5
  sctp6,ipv6_src=::8:0:0:0/::8:0:0:0,ipv6_dst=fd00::/64,tp_dst=5
`;
