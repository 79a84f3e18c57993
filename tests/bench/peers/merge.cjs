// Copyright 2026 The Dartwing Dispatch authors
// SPDX-License-Identifier: Apache-2.0
'use strict';

// The three-way merge of a field-level record as one writes it in plain JavaScript: from texts to a text and
// a list of what was decided. Reads the documents from a file, one a line (base, mine, server); answers every
// line on standard input with the merges per second of a run, and first with a result to compare.

const fs = require('fs');
const readline = require('readline');

const METADATA = new Set(['doctype', 'name', 'creation', 'owner', 'modified', 'modified_by', 'docstatus', 'idx']);
const SERVER = new Set(['status', 'assigned_to', 'scheduled_time', 'priority', 'scheduled_date', 'estimated_duration',
  'customer', 'address', 'service_type']);
const CLIENT = new Set(['completion_notes', 'photos', 'signature', 'customer_feedback', 'actual_start_time',
  'actual_end_time', 'parts_used', 'technician_notes']);

function equal(a, b) {
  if (a === b) return true;
  if (a == null || b == null) return a == null && b == null;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
    return true;
  }
  for (const key in a) if (!equal(a[key], b[key])) return false;
  for (const key in b) if (!(key in a) && b[key] != null) return false;
  return true;
}

function merge(baseText, mineText, serverText) {
  const base = JSON.parse(baseText);
  const mine = JSON.parse(mineText);
  const server = JSON.parse(serverText);
  const doc = {};
  const fields = {};

  for (const key of new Set([...Object.keys(server), ...Object.keys(mine)])) {
    if (METADATA.has(key)) {
      if (key in server) doc[key] = server[key];
      continue;
    }
    const mineChanged = !equal(base[key], mine[key]);
    const serverChanged = !equal(base[key], server[key]);
    if (!mineChanged && !serverChanged) {
      doc[key] = server[key];
      continue;
    }
    let source = mineChanged ? 'mine' : 'server';
    let reason = 'one_side_changed';
    let lost = [];
    if (mineChanged && serverChanged) {
      if (equal(mine[key], server[key])) {
        source = 'both';
        reason = 'same_change';
      } else {
        source = CLIENT.has(key) ? 'mine' : 'server';
        reason = CLIENT.has(key) ? 'client_wins_field' : SERVER.has(key) ? 'server_wins_field' : 'unlisted_field';
        lost = [source === 'mine' ? server[key] : mine[key]];
      }
    }
    const value = source === 'mine' ? mine[key] : server[key];
    doc[key] = value;
    fields[key] = { value, source, reason, base: base[key], mine: mine[key], server: server[key], lost };
  }

  return { doc: JSON.stringify(doc), fields };
}

const texts = fs.readFileSync(process.argv[2], 'utf8').split('\n');
let sink = 0;

function run(seconds) {
  const start = process.hrtime.bigint();
  let n = 0;
  let elapsed;

  do {
    for (let i = 0; i < 1000; i++) sink += merge(texts[0], texts[1], texts[2]).doc.length;
    n += 1000;
    elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  } while (elapsed < seconds);

  return n / elapsed;
}

run(1);
console.log(merge(texts[0], texts[1], texts[2]).doc);
readline.createInterface({ input: process.stdin }).on('line', () => console.log(run(0.4)));
