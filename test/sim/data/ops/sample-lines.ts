/** An operation of each kind with all its keys, as it stands on file. */
export const SAMPLE_LINES = [
  '{"op":"new","capacity":256,"policy":"strict","window":256}',
  '{"op":"record","pid":7,"nonce":"1","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}',
  '{"op":"drain","now":"200","threshold":"100"}',
  '{"op":"take","counter":"evictions"}',
  '{"op":"get","field":"last_ns","pid":7}',
  '{"op":"len"}',
  '{"op":"decode","bytes":"56410200ff"}',
  '{"op":"encode","frame":{"status":"ok","pid":2,"timestamp":"0","nonce":"1","payload":0}}',
  '{"op":"observer","threshold":"10000000","listeners":2,"capacity":16,"policy":"balanced","window":8,"drain_interval":"1","per_pid_rate":10,"global_rate":50,"global_burst":60,"pid_max":4000,"ns":null,"allow_cross_namespace":true}',
  '{"op":"datagram","now":"5","listener":0,"origin":"kernel-attested","peer":7,"ns":"4026531836","bytes":"5641"}',
  '{"op":"socket","now":"5","listener":0,"event":"open"}',
  '{"op":"poll","now":"5"}',
  '{"op":"metrics"}',
  '{"op":"settled","now":"9","live":[1,2],"silent":[]}',
  '{"op":"exposition","name":"varta_beats_total","type":"counter","label":"pid","text":"7","value":"1","help":null}',
] as const;
