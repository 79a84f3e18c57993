/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-http-client.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Between the client, which knows the server, and its calls, which know one exchange each. */

typedef struct
{
  guint connect_seconds;   /* until a connection stands */
  guint idle_seconds;      /* without a byte */
  guint patience_seconds;  /* for all headers, and then for each piece of the body */
  gsize largest_body;      /* after decompression */
} DwdHttpLimits;

void                 dwd_http_client_set_limits (DwdHttpClient       *self,
                                                 const DwdHttpLimits *limits);
const DwdHttpLimits *dwd_http_client_peek_limits (DwdHttpClient *self);
SoupSession *dwd_http_client_peek_session (DwdHttpClient *self);
SoupMessage *dwd_http_client_make_message (DwdHttpClient *self,
                                           GUri          *uri,
                                           GBytes        *json_body,
                                           gboolean      *foreign);
void                 dwd_http_client_note_headers (DwdHttpClient *self,
                                                   SoupMessage   *message,
                                                   gint64         round_trip_us);
void                 dwd_http_client_note_problem (DwdHttpClient *self,
                                                   SoupMessage   *message,
                                                   const char    *exc_type);

void                 dwd_http_call_start (GTask   *task,
                                          GUri    *uri,
                                          GBytes  *json_body,
                                          gboolean is_method,
                                          int      io_priority);

G_END_DECLS
