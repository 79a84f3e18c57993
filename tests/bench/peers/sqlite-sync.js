/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

"use strict";

/*
 * The same feed from the same server into SQLite by way of better-sqlite3: a page a transaction, the document
 * and the columns of six indexes, the next page on its way meanwhile.
 * sqlite-sync.js URL DIR N, prints "per_second <documents> peak_mb <MB>".
 */
const path = require("node:path");
const Database = require("better-sqlite3");

const [url, dir, count] = process.argv.slice(2);
const db = new Database(path.join(dir, "peer.db"));

db.pragma("journal_mode = WAL");
db.pragma("synchronous = NORMAL");
db.pragma("wal_autocheckpoint = 4000");
db.exec(`
  CREATE TABLE job (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, modified TEXT, docstatus INTEGER,
    status TEXT, customer TEXT, zone TEXT, technician TEXT, sched TEXT, data TEXT) STRICT;
  CREATE TABLE cursor (since TEXT);
  CREATE INDEX i1 ON job (modified); CREATE INDEX i2 ON job (status); CREATE INDEX i3 ON job (customer);
  CREATE INDEX i4 ON job (zone); CREATE INDEX i5 ON job (technician); CREATE INDEX i6 ON job (sched);
  INSERT INTO cursor VALUES ('');
`);
const upsert = db.prepare(`
  INSERT INTO job (name, modified, docstatus, status, customer, zone, technician, sched, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET modified = excluded.modified, docstatus = excluded.docstatus,
    status = excluded.status, customer = excluded.customer, zone = excluded.zone,
    technician = excluded.technician, sched = excluded.sched, data = excluded.data`);
const moveCursor = db.prepare("UPDATE cursor SET since = ?");
const applyPage = db.transaction((rows, next) => {
  for (const { name, modified, docstatus, data } of rows)
    upsert.run(name, modified, docstatus, data.status, data.customer, data.zone, data.assigned_to,
      data.scheduled_date, JSON.stringify(data));
  moveCursor.run(next);
});

async function fetchPage(since) {
  const query = new URLSearchParams({ doctype: "Dispatch Job", since, limit: "500" });
  const reply = await fetch(`${url}/api/method/dartwing_core.sync.feed?${query}`);

  return (await reply.json()).message;
}

async function sync() {
  const start = process.hrtime.bigint();
  let page = await fetchPage("");

  for (;;) {
    const next = page.has_more ? fetchPage(page.next_since) : null;

    applyPage(page.rows, page.next_since);
    if (next === null)
      break;
    page = await next;
  }

  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { n } = db.prepare("SELECT COUNT(*) AS n FROM job").get();

  if (n !== Number(count))
    throw new Error(`${n} of ${count} are there`);
  console.log(`per_second ${(n / seconds).toFixed(1)} peak_mb ${(process.resourceUsage().maxRSS / 1024).toFixed(1)}`);
}

sync();
