/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

"use strict";

/*
 * The JavaScript client against a server of ours: node sio-client.cjs <url>. Exits with 0 when all of it
 * went as a program that knows nothing of that server may expect.
 */
const assert = require("node:assert");
const { io } = require("socket.io-client");

const url = process.argv[2];

function once(emitter, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no "${event}" came`)), 5000);

    emitter.once(event, (...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
}

function open(options, nsp = "/site") {
  return io(url + nsp, {
    forceNew: true,
    reconnectionDelay: 50,
    auth: { token: "right" },
    ...options,
  });
}

async function exchange(socket) {
  const ask = (...args) => socket.timeout(5000).emitWithAck(...args);

  assert.strictEqual(await ask("echo", "äöü €"), "äöü €");
  assert.deepStrictEqual(await ask("echo", { a: [1, null, { b: true }] }), { a: [1, null, { b: true }] });

  const bytes = await ask("echo", Buffer.from([0, 1, 2, 255]));
  assert.deepStrictEqual([...Buffer.from(bytes)], [0, 1, 2, 255]);

  const nested = await ask("echo", { one: Buffer.from("one"), more: [Buffer.from("two")] });
  assert.strictEqual(Buffer.from(nested.one).toString(), "one");
  assert.strictEqual(Buffer.from(nested.more[0]).toString(), "two");

  const long = "x".repeat(900000);
  assert.strictEqual(await ask("echo", long), long);

  /* Many at once keep their order. */
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => ask("echo", i)));
  assert.deepStrictEqual(answers, Array.from({ length: 300 }, (_, i) => i));
}

async function rooms(socket) {
  const heard = [];
  const end = once(socket, "end");

  socket.on("note", (text) => heard.push(text));
  socket.emit("to-room", "r", "not yet in");
  socket.emit("join", "r");
  socket.emit("to-room", "r", "in");
  socket.emit("leave", "r");
  socket.emit("to-room", "r", "out again");
  socket.emit("say-end");
  await end;
  socket.off("note");
  assert.deepStrictEqual(heard, ["in"]);
}

async function acknowledge(socket) {
  socket.once("question", (text, blob, ack) => ack(text + "!", blob));
  socket.emit("ask-back");
  const [answer, size] = await once(socket, "answered");
  assert.strictEqual(answer, "ready?!");
  assert.strictEqual(size, 3);
}

async function session(name, options, transport) {
  const socket = open(options);

  await once(socket, "connect");
  if (transport !== undefined && socket.io.engine.transport.name !== transport)
    await once(socket.io.engine, "upgrade");
  if (transport !== undefined)
    assert.strictEqual(socket.io.engine.transport.name, transport);

  await exchange(socket);
  await rooms(socket);
  await acknowledge(socket);

  /* Several heartbeats. */
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.ok(socket.connected);
  await exchange(socket);

  const id = socket.id;
  const gone = once(socket, "disconnect");
  socket.emit("drop-everybody");
  await gone;
  await once(socket, "connect");
  assert.notStrictEqual(socket.id, id);
  await exchange(socket);

  const dismissed = once(socket, "disconnect");
  socket.emit("dismiss");
  assert.strictEqual((await dismissed)[0], "io server disconnect");
  socket.disconnect();
  console.log(`ok ${name}`);
}

async function refusals() {
  const wrong = open({ auth: { token: "wrong" } });
  assert.strictEqual((await once(wrong, "connect_error"))[0].message, "Unauthorized");
  wrong.disconnect();

  const nowhere = open({}, "/nowhere");
  assert.strictEqual((await once(nowhere, "connect_error"))[0].message, "Invalid namespace");
  nowhere.disconnect();
  console.log("ok refusals");
}

/* Two namespaces on one connection. */
async function shared() {
  const manager = open({ forceNew: false }).io;
  const one = manager.socket("/site", { auth: { token: "right" } });
  const two = manager.socket("/other", { auth: { token: "right" } });

  two.connect();
  await once(two, "connect");
  assert.strictEqual(await two.timeout(5000).emitWithAck("echo", 2), 2);
  two.disconnect();
  assert.strictEqual(await one.timeout(5000).emitWithAck("echo", 1), 1);
  one.disconnect();
  console.log("ok shared");
}

(async () => {
  await session("upgrade", {}, "websocket");
  await session("polling", { transports: ["polling"] }, "polling");
  await session("websocket", { transports: ["websocket"] }, "websocket");
  await refusals();
  await shared();
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
