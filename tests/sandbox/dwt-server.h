/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "dws-server.h"
#include "dwt-loop.h"

G_BEGIN_DECLS

#define DWT_ORG "ORG-2026-00001"
#define DWT_OTHER_ORG "ORG-2026-00002"

/*
 * A sandbox in this process, on a port of its own, and a client for it. Both live in the default
 * context, which every call here iterates until its condition holds or a deadline passes.
 */
typedef struct
{
  DwsServer *server;
  SoupSession *session;
} DwtServer;

typedef struct
{
  guint status;                        /* 0: no answer */
  GBytes *body;                        /* NULL: no answer, or not a whole one */
  JsonNode *json;                      /* NULL: not JSON */
  SoupMessageHeaders *headers;
  GError *error;
} DwtReply;

void        dwt_server_init (DwtServer              *self,
                             const DwsServerOptions *options);
void        dwt_server_clear (DwtServer *self);

/* @user: "dispatcher", "supervisor", "viewer", "other", or NULL for a guest. */
DwtReply *dwt_server_call (DwtServer  *self,
                           const char *user,
                           const char *method,
                           const char *path,
                           const char *body);
DwtReply *dwt_server_send (DwtServer   *self,
                           SoupMessage *message);
SoupMessage *dwt_server_message (DwtServer  *self,
                                 const char *user,
                                 const char *method,
                                 const char *path);
void        dwt_reply_free (DwtReply *reply);

/* "message.results.0.status" → its text; numbers and booleans as texts; NULL for null and absent. */
char *dwt_reply_get (DwtReply   *reply,
                     const char *path);
guint       dwt_reply_length (DwtReply   *reply,
                              const char *path);
#define dwt_assert_reply(reply, path, expected) \
  G_STMT_START { \
    g_autofree char *_got = dwt_reply_get (reply, path); \
    g_assert_cmpstr (_got, ==, expected); \
  } G_STMT_END

/* One operation of a batch; @data and @base may be NULL. */
char *dwt_operation (const char *op_id,
                     const char *op,
                     const char *doctype,
                     const char *name,
                     const char *data,
                     const char *base);
DwtReply *dwt_server_push (DwtServer  *self,
                           const char *user,
                           ...) G_GNUC_NULL_TERMINATED;
DwtReply *dwt_server_push_one (DwtServer  *self,
                               const char *user,
                               const char *op,
                               const char *doctype,
                               const char *name,
                               const char *data,
                               const char *base);
DwtReply *dwt_server_feed (DwtServer  *self,
                           const char *user,
                           const char *doctype,
                           const char *org,
                           const char *since,
                           guint       limit);
char *dwt_server_modified (DwtServer  *self,
                           const char *doctype,
                           const char *name);

#define DWT_WAIT_UNTIL(condition) dwt_wait_for (condition, 10)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwtReply, dwt_reply_free)

G_END_DECLS
