/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-realtime"

#include "config.h"

#include "dwd-realtime-private.h"

#include "protocol/dwd-json-scan.h"

#include <string.h>

/* One question to the server about a channel. */
typedef struct
{
  char *channel;        /* (owned): as wanted */
  char *spelling;       /* (owned): as asked for */
  gboolean snake;       /* the second try */
  guint join;
} Question;

static void
question_free (Question *question)
{
  g_free (question->channel);
  g_free (question->spelling);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* "sync:Dispatch Job:ORG-1" → "sync:dispatch_job:ORG-1"; NULL: there is no other spelling. */
static char *
spell_in_snake_case (const char *channel)
{
  const char *start = strchr (channel, ':');
  const char *end = start != NULL ? strchr (start + 1, ':') : NULL;
  char *snake;

  if (end == NULL || !g_str_has_prefix (channel, "sync:"))
    return NULL;

  snake = g_strdup (channel);
  for (char *p = snake + (start - channel) + 1; p < snake + (end - channel); p++)
    *p = *p == ' ' || *p == '-' ? '_' : g_ascii_tolower (*p);

  if (g_str_equal (snake, channel))
    g_clear_pointer (&snake, g_free);
  return snake;
}

static char *
channel_args (const char *channel)
{
  g_autoptr (GString) args = g_string_new ("[{\"channel\":");

  dwd_json_append_string (args, channel, -1);
  g_string_append (args, "}]");
  return g_string_free (g_steal_pointer (&args), FALSE);
}

/* [{"error": …}] is a refusal; anything else, and silence too, is taken for consent. */
static gboolean
is_refusal (const char *args_json)
{
  static const DwdJsonKey key = { "error", 5 };
  DwdJsonSpan whole;
  DwdJsonSpan first;
  DwdJsonSpan found = { 0 };
  DwdJsonIter iter;

  if (args_json == NULL ||
      !dwd_json_scan_value (args_json, strlen (args_json), &whole, NULL) ||
      !dwd_json_iter_init (&iter, &whole) || !dwd_json_iter_next_item (&iter, &first) ||
      first.type != DWD_JSON_OBJECT)
    return FALSE;

  dwd_json_span_find (&first, &key, 1, &found);
  return found.type != DWD_JSON_ABSENT && found.type != DWD_JSON_NULL;
}

static void ask (DwdRealtime *self,
                 Question    *question);

static void
note_answer (DwdRealtime *self,
             guint        join)
{
  if (join != self->join || self->state != DWD_REALTIME_JOINED)
    return;

  self->n_unanswered--;
  dwd_realtime_channels_settle (self);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      data)
{
  DwdRealtime *self = DWD_REALTIME (object);
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *args_json = dwd_realtime_emit_finish (self, result, &error);
  g_autofree char *snake = NULL;
  guint join = question->join;

  if (join != self->join || self->state != DWD_REALTIME_JOINED)
    return;

  if (!is_refusal (args_json))
    {
      if (error != NULL)
        g_debug ("%s: %s", question->spelling, error->message);
      if (g_hash_table_contains (self->channels, question->channel))
        g_hash_table_insert (self->channels, g_strdup (question->channel),
                             g_strdup (question->spelling));
      note_answer (self, join);
      return;
    }

  g_debug ("%s: refused: %s", question->spelling, args_json);
  snake = question->snake ? NULL : spell_in_snake_case (question->channel);
  if (snake == NULL || !g_hash_table_contains (self->channels, question->channel))
    {
      note_answer (self, join);
      return;
    }

  question->snake = TRUE;
  g_free (question->spelling);
  question->spelling = g_steal_pointer (&snake);
  ask (self, g_steal_pointer (&question));
}

/* @question: (transfer full) */
static void
ask (DwdRealtime *self,
     Question    *question)
{
  g_autofree char *args = channel_args (question->spelling);

  dwd_realtime_emit_async (self, "subscribe", args, NULL, answered_cb, question);
}

static void
ask_for_channel (DwdRealtime *self,
                 const char  *channel)
{
  Question *question = g_new0 (Question, 1);

  question->channel = g_strdup (channel);
  question->spelling = g_strdup (channel);
  question->join = self->join;
  self->n_unanswered++;
  ask (self, question);
}

/* Asks for every wanted channel; the server forgot them with the last connection. */
void
dwd_realtime_channels_join (DwdRealtime *self)
{
  GHashTableIter iter;
  gpointer channel;

  self->join++;
  self->n_unanswered = 0;
  self->settled = FALSE;

  g_hash_table_iter_init (&iter, self->channels);
  while (g_hash_table_iter_next (&iter, &channel, NULL))
    ask_for_channel (self, channel);

  dwd_realtime_channels_settle (self);
}

/* Says "joined" once, when no answer is due any more. */
void
dwd_realtime_channels_settle (DwdRealtime *self)
{
  if (self->settled || self->n_unanswered > 0)
    return;

  self->settled = TRUE;
  dwd_backoff_reset (self->backoff);
  g_signal_emit_by_name (self, "joined");
}

/**
 * dwd_realtime_subscribe:
 * @self: a realtime client
 * @channel: "sync:<DocType>:<organisation>", the DocType as it is written
 *
 * Wants a channel from now on, across every reconnection. Where the server does not know it as spelled,
 * the DocType is tried in snake_case once.
 */
void
dwd_realtime_subscribe (DwdRealtime *self,
                        const char  *channel)
{
  g_return_if_fail (DWD_IS_REALTIME (self));
  g_return_if_fail (channel != NULL);

  if (g_hash_table_contains (self->channels, channel))
    return;

  g_hash_table_insert (self->channels, g_strdup (channel), g_strdup (channel));
  if (self->state == DWD_REALTIME_JOINED)
    ask_for_channel (self, channel);
}

/**
 * dwd_realtime_unsubscribe:
 * @self: a realtime client
 * @channel: a channel that was wanted
 *
 * Wants it no more. Events that are on their way may still come.
 */
void
dwd_realtime_unsubscribe (DwdRealtime *self,
                          const char  *channel)
{
  g_autofree char *args = NULL;
  const char *spelling;

  g_return_if_fail (DWD_IS_REALTIME (self));
  g_return_if_fail (channel != NULL);

  spelling = g_hash_table_lookup (self->channels, channel);
  if (spelling == NULL)
    return;

  args = channel_args (spelling);
  g_hash_table_remove (self->channels, channel);
  if (self->state == DWD_REALTIME_JOINED)
    dwd_realtime_link_send_event (self->link, -1, "unsubscribe", args);
}
