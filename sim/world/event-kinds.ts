/** Kinds of events in the queue of a world. What each is about: an agent, a datagram, an action, an attacker, or nothing. */
export const EVENT = {
  beat: 0,
  arrival: 1,
  tick: 2,
  action: 3,
  attack: 4,
  recover: 5,
  restart: 6,
  respawn: 7,
  calm: 8,
  resume: 9,
  awake: 10,
} as const;
