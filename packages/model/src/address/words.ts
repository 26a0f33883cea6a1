/**
 * A packed number: 32-bit words, each an unsigned integer, most significant first. An IPv4 address is
 * one word, a MAC address two (the upper one of 16 bits), an IPv6 address four.
 */
export type Words = readonly number[];
