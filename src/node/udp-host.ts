/** Version of the Internet protocol that a UDP socket speaks, as node:dgram names it. */
export type UdpFamily = 'udp4' | 'udp6';

/** What a UDP listener needs of a socket. A socket of node:dgram is one; so is whatever a simulated network makes. */
export interface UdpSocket {
  /** Calls back for each datagram, from {@link bind} to {@link close}. The bytes are the caller's until it returns. */
  on(event: 'message', callback: (bytes: Uint8Array) => void): unknown;
  /** Calls back for each error: one before the socket is bound means that it cannot be, one after leaves it open. */
  on(event: 'error', callback: (error: Error) => void): unknown;
  /** Binds to a port, 0 to 65535 (0: any that is free), and calls back once datagrams are received. Errors come as events. */
  bind(port: number, address: string, callback: () => void): unknown;
  /** Stops to receive at once, and calls back once the socket is closed. */
  close(callback: () => void): unknown;
  /** What it is bound to; asked for while it is bound only. */
  address(): { readonly address: string; readonly port: number };
  /** Asks for room for datagrams that wait in the kernel. May throw, or grant less. While it is bound only. */
  setRecvBufferSize(bytes: number): void;
  /** The room that was granted, in bytes as the kernel counts. May throw. While it is bound only. */
  getRecvBufferSize(): number;
}

/** What a UDP listener needs of the machine that it runs on, real or simulated. */
export interface UdpHost {
  /** Makes a socket, not yet bound. */
  createSocket(family: UdpFamily): UdpSocket;
  /** The kernel's table of sockets, in the format of Linux's proc(5), `net/udp` or `net/udp6`; null where there is none. */
  socketTable(family: UdpFamily): string | null;
}
