/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

"use strict";

/* A PouchDB server that keeps its databases in the folder of the argument. Prints "port <number>". */
const express = require("express");
const PouchDB = require("pouchdb");

const dir = process.argv[2];
const app = express();
const Local = PouchDB.defaults({ prefix: `${dir}/` });

/* On one machine, packing the answers would only cost it time. */
app.use("/", require("express-pouchdb")(Local, {
  mode: "minimumForPouchDB",
  overrideMode: { exclude: ["compression"] },
}));

const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
