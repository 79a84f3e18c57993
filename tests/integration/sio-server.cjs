/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

"use strict";

/*
 * The JavaScript server, behaving like a site's realtime service: node sio-server.cjs <port>.
 * Prints "port <number>" when it listens.
 */
const { Server } = require("socket.io");

const io = new Server(Number(process.argv[2] || 0), {
  pingInterval: 300,
  pingTimeout: 300,
  perMessageDeflate: process.argv[3] === "deflate",
});
const site = io.of("/site");

site.use((socket, next) => {
  const { authorization, cookie, origin } = socket.handshake.headers;

  if (!origin || new URL(origin).host !== socket.handshake.headers.host)
    return next(new Error("Invalid origin"));
  if (!cookie || cookie.includes("sid="))
    return next(new Error("No cookie transmitted."));
  if (authorization !== "token key:secret")
    return next(new Error("Unauthorized: Error: Unauthorized"));
  return next();
});

site.on("connection", (socket) => {
  socket.on("subscribe", ({ channel }, ack) => {
    if (channel.includes(" "))
      return ack({ error: "Unknown DocType" });
    socket.join(channel);
    return ack({ ok: true });
  });

  socket.on("echo", (...args) => args.pop()(...args));
  socket.on("to-room", (room, ...args) => site.to(room).emit("delta", ...args));
  socket.on("binary", () => socket.emit("photo", { bytes: Buffer.from([0, 1, 2, 255]) }));
  socket.on("ask-back", () => {
    socket.timeout(2000).emit("question", "?", (error) => socket.emit("answered", !error));
  });
  socket.on("leave", () => socket.disconnect(false));
});

io.engine.on("connection_error", (error) => console.error(error.message));
io.httpServer.on("listening", () => console.log(`port ${io.httpServer.address().port}`));
