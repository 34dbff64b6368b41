import { afterEach, describe, expect, it } from 'vitest';
import { formatPrometheus, listenerMetrics, UdpListener } from '../../../src/node/index.ts';
import { ListListener } from '../support/bench.ts';
import { FakeWorld } from './udp-worlds.ts';

const opened: UdpListener[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((listener) => listener.close()));
});

function valuesOf(listeners: Parameters<typeof listenerMetrics>[0]): Record<string, bigint> {
  return Object.fromEntries(listenerMetrics(listeners).map(({ name, label, value }) => [`${name} ${label?.join(' ')}`, value]));
}

describe('listenerMetrics()', () => {
  it('refuses what is no array', () => {
    expect(() => listenerMetrics(7 as never)).toThrow(new TypeError('Cannot read listener metrics: listeners must be an array, got 7'));
  });

  it('tells all that is counted, by place in the list, and nothing of listeners of another kind', async () => {
    const world = new FakeWorld();
    world.bufferMax = 70_000;
    const open = new UdpListener({ waitingMax: 2, receiveBufferBytes: 65_536 }, world);
    const closed = new UdpListener({ waitingMax: 7 }, world);
    opened.push(open);
    await open.open();
    await world.send(open.port, ...Array.from({ length: 5 }, () => Uint8Array.of(1)));
    open.receive();
    world.sockets[0].drops = 11;
    world.fail(new Error('the network is down'));
    expect(valuesOf([new ListListener(), open, closed])).toEqual({
      'varta_listener_open listener 1': 1n,
      'varta_listener_receive_buffer_bytes listener 1': 65_536n,
      'varta_listener_waiting listener 1': 1n,
      'varta_listener_waiting_max listener 1': 2n,
      'varta_listener_dropped_total listener 1': 3n,
      'varta_listener_kernel_dropped_total listener 1': 11n,
      'varta_listener_socket_errors_total listener 1': 1n,
      'varta_listener_open listener 2': 0n,
      'varta_listener_waiting listener 2': 0n,
      'varta_listener_waiting_max listener 2': 7n,
      'varta_listener_dropped_total listener 2': 0n,
      'varta_listener_socket_errors_total listener 2': 0n,
    });
    expect(listenerMetrics([])).toEqual([]);
  });

  it('is written with HELP and TYPE for each family, counters by their name', async () => {
    const world = new FakeWorld();
    const listener = new UdpListener({}, world);
    opened.push(listener);
    await listener.open();
    const lines = formatPrometheus(listenerMetrics([listener, listener]))
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('# HELP '))).toHaveLength(7);
    for (const line of lines.filter((text) => text.startsWith('# TYPE '))) {
      expect(line).toMatch(/^# TYPE varta_listener_(?:\w+_total counter|(?!\w+_total)\w+ gauge)$/);
    }
    expect(lines).toContain('varta_listener_open{listener="1"} 1');
  });
});
