/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

"use strict";

/*
 * As many of the same documents from a PouchDB server into a local PouchDB, in its own protocol, both on the
 * disk. The server is filled from the feed before the time begins.
 * pouch-sync.js URL DIR N, prints "per_second <documents> peak_mb <MB>".
 */
const { fork } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const PouchDB = require("pouchdb");

const [url, dir, count] = process.argv.slice(2);
const serverDir = path.join(dir, "server");

async function fill(remote) {
  for (let since = ""; ;) {
    const query = new URLSearchParams({ doctype: "Dispatch Job", since, limit: "500" });
    const { message } = await (await fetch(`${url}/api/method/dartwing_core.sync.feed?${query}`)).json();

    await remote.bulkDocs(message.rows.map(({ name, data }) => ({ _id: name, ...data })));
    if (!message.has_more)
      return;
    since = message.next_since;
  }
}

/* The filling leaves much memory behind, so that the pull has a process of its own. */
async function pull(port) {
  const local = new PouchDB(path.join(dir, "local"));
  const start = process.hrtime.bigint();
  const result = await local.replicate.from(`http://127.0.0.1:${port}/jobs`, { batch_size: 500 });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;

  if (result.docs_written !== Number(count))
    throw new Error(`${result.docs_written} of ${count} were written`);
  console.log(`per_second ${(result.docs_written / seconds).toFixed(1)} ` +
    `peak_mb ${(process.resourceUsage().maxRSS / 1024).toFixed(1)}`);
  process.exit(0);
}

function run() {
  fs.mkdirSync(serverDir, { recursive: true });
  const server = fork(path.join(__dirname, "pouch-server.js"), [serverDir], { silent: true });

  server.stderr.pipe(process.stderr);
  server.stdout.once("data", async (line) => {
    const port = Number(String(line).slice(5));

    await fill(new PouchDB(`http://127.0.0.1:${port}/jobs`));
    const client = fork(__filename, [url, dir, count, String(port)]);

    client.once("exit", (code) => {
      server.kill("SIGKILL");
      process.exit(code);
    });
  });
}

if (process.argv[5] !== undefined)
  pull(Number(process.argv[5]));
else
  run();
