/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

"use strict";

/*
 * Documents that wait in a local PouchDB go to a PouchDB server, in batches of a hundred, both on the disk.
 * pouch-push.js DIR N, prints "per_second <documents>". The local writes before it are not counted.
 */
const { fork } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const PouchDB = require("pouchdb");

const dir = process.argv[2];
const n = Number(process.argv[3]);
const serverDir = path.join(dir, "server");

async function push(port, server) {
  const local = new PouchDB(path.join(dir, "local"));
  const docs = [];

  for (let i = 0; i < n; i++)
    docs.push({ _id: `JOB-${i}`, ...JSON.parse(fs.readFileSync(path.join(dir, "job.json"), "utf8")), number: i });
  await local.bulkDocs(docs);

  const start = process.hrtime.bigint();
  const result = await local.replicate.to(`http://127.0.0.1:${port}/jobs`, { batch_size: 100 });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;

  server.kill("SIGKILL");
  if (result.docs_written !== n)
    throw new Error(`${result.docs_written} of ${n} were written`);
  console.log(`per_second ${(n / seconds).toFixed(1)}`);
  process.exit(0);
}

fs.mkdirSync(serverDir, { recursive: true });
const server = fork(path.join(__dirname, "pouch-server.js"), [serverDir], { silent: true });

server.stderr.pipe(process.stderr);
server.stdout.once("data", (line) => push(Number(String(line).slice(5)), server));
