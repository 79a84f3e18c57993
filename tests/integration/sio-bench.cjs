/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

"use strict";

/*
 * The JavaScript server and client, in two processes, walking the way that bench-realtime measures: 1,000
 * events of 300 bytes a second, from emit to handler. Prints "p50 <us> p99 <us>".
 */
const { fork } = require("node:child_process");

const N_EVENTS = 5000;
const N_WARM_UP = 500;

function serve() {
  const { Server } = require("socket.io");
  const io = new Server(0);
  const site = io.of("/site");
  const pad = "x".repeat(250);

  site.on("connection", (socket) => socket.join("room"));
  setInterval(() => {
    site.to("room").emit("delta", { ns: String(process.hrtime.bigint()), pad });
  }, 1);
  io.httpServer.on("listening", () => process.send(io.httpServer.address().port));
}

function measure(port, server) {
  const { io } = require("socket.io-client");
  const socket = io(`http://127.0.0.1:${port}/site`, { transports: ["websocket"] });
  const samples = [];

  socket.on("delta", ({ ns }) => {
    samples.push(Number(process.hrtime.bigint() - BigInt(ns)) / 1000);
    if (samples.length < N_EVENTS)
      return;

    const sorted = samples.slice(N_WARM_UP).sort((a, b) => a - b);
    const at = (share) => sorted[Math.floor(share * sorted.length)];

    console.log(`p50 ${at(0.5).toFixed(1)} p99 ${at(0.99).toFixed(1)}`);
    server.kill("SIGKILL");
    process.exit(0);
  });
}

if (process.argv[3] === "serve") {
  serve();
} else {
  const server = fork(__filename, ["1", "serve"]);

  server.once("message", (port) => measure(port, server));
}
