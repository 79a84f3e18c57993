/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-feed-page.h"

#include "base/dwd-failure.h"
#include "dwd-json-scan-private.h"

#include <string.h>

/* It goes into an address, for which servers take 8 KiB and less. */
#define LONGEST_SINCE 2048

struct _DwdFeedPage
{
  GBytes *bytes;          /* (owned): what the rows borrow from */
  GArray *rows;           /* (owned): of DwdFeedRow */
  char *next_since;       /* (owned) (nullable) */
  gboolean has_more;
  guint n_refused;
};

/* What is found in the frame while it is checked. Of a repeated key the last counts. */
typedef struct
{
  gboolean has_rows;
  GArray *rows;             /* (owned) */
  guint n_refused;
  DwdJsonSpan next_since;
  DwdJsonSpan has_more;
} Frame;

static inline gboolean
is_key (const DwdJsonSpan *key,
        const char        *text,
        gsize              length)
{
  if (G_UNLIKELY (key->escaped))
    return dwd_json_span_equal_text (key, text);

  return key->raw.length == length + 2 && memcmp (key->raw.text + 1, text, length) == 0;
}

static DwdJsonSpan *
find_field (DwdFeedRow        *row,
            DwdJsonSpan       *docstatus,
            DwdJsonSpan       *deleted,
            const DwdJsonSpan *key)
{
  if (is_key (key, "name", 4))
    return &row->name;
  if (is_key (key, "data", 4))
    return &row->data;
  if (is_key (key, "modified", 8))
    return &row->modified;
  if (is_key (key, "creation", 8))
    return &row->creation;
  if (is_key (key, "docstatus", 9))
    return docstatus;
  if (is_key (key, "deleted", 7))
    return deleted;

  return NULL;
}

static gboolean
is_unset (const DwdJsonSpan *span)
{
  return span->type == DWD_JSON_ABSENT || span->type == DWD_JSON_NULL;
}

static gboolean
is_text_or_unset (const DwdJsonSpan *span)
{
  return span->type == DWD_JSON_STRING || is_unset (span);
}

/* Nobody's fault of form, but can anything be done with it? */
static gboolean
judge_row (DwdFeedRow        *row,
           const DwdJsonSpan *docstatus,
           const DwdJsonSpan *deleted)
{
  gint64 number = 0;

  /* Two quotes and nothing between them are no name. */
  if (row->name.type != DWD_JSON_STRING || row->name.raw.length <= 2)
    return FALSE;
  if (!is_text_or_unset (&row->creation) || !is_text_or_unset (&row->modified))
    return FALSE;
  if (!is_unset (docstatus) &&
      (!dwd_json_span_get_int (docstatus, &number) || number < 0 || number > 2))
    return FALSE;
  row->docstatus = (int)number;

  row->deleted = FALSE;
  if (!is_unset (deleted) && !dwd_json_span_get_boolean (deleted, &row->deleted))
    return FALSE;

  if (row->deleted)
    {
      /* A tombstone has no document, whatever the server put there. */
      memset (&row->data, 0, sizeof row->data);
      return TRUE;
    }

  return row->data.type == DWD_JSON_OBJECT && row->modified.type == DWD_JSON_STRING;
}

/* @at is at the row's opening brace, inside @depth containers. */
static const char *
scan_row (DwdJsonScan *scan,
          const char  *at,
          guint        depth,
          DwdFeedRow  *row,
          gboolean    *usable)
{
  DwdJsonSpan docstatus = { 0 };
  DwdJsonSpan deleted = { 0 };
  gboolean closed;
  const char *p;

  memset (row, 0, sizeof *row);
  p = dwd_json_scan_space (scan, at + 1);
  closed = p < scan->end && *p == '}';
  if (closed)
    p++;

  while (!closed)
    {
      DwdJsonSpan key, value;
      DwdJsonSpan *field;

      p = dwd_json_scan_key (scan, p, &key);
      if (p == NULL)
        return NULL;
      p = dwd_json_scan_span (scan, p, depth + 1, &value);
      if (p == NULL)
        return NULL;
      field = find_field (row, &docstatus, &deleted, &key);
      if (field != NULL)
        *field = value;
      p = dwd_json_scan_separator (scan, p, '}', &closed);
      if (p == NULL)
        return NULL;
    }

  *usable = judge_row (row, &docstatus, &deleted);
  return p;
}

/* @at is at the list's opening bracket. */
static const char *
scan_rows (DwdJsonScan *scan,
           const char  *at,
           guint        depth,
           Frame       *frame)
{
  gboolean closed;
  const char *p;

  frame->has_rows = TRUE;
  frame->n_refused = 0;
  g_array_set_size (frame->rows, 0);

  p = dwd_json_scan_space (scan, at + 1);
  closed = p < scan->end && *p == ']';
  if (closed)
    p++;

  while (!closed)
    {
      DwdFeedRow row;
      DwdJsonSpan span;
      gboolean usable = FALSE;

      if (p < scan->end && *p == '{')
        p = scan_row (scan, p, depth + 1, &row, &usable);
      else
        p = dwd_json_scan_span (scan, p, depth + 1, &span);
      if (p == NULL)
        return NULL;

      if (usable)
        g_array_append_val (frame->rows, row);
      else
        frame->n_refused++;

      p = dwd_json_scan_separator (scan, p, ']', &closed);
      if (p == NULL)
        return NULL;
    }

  return p;
}

static void
frame_init (Frame *frame)
{
  memset (frame, 0, sizeof *frame);
  frame->rows = g_array_new (FALSE, FALSE, sizeof (DwdFeedRow));
}

/* A frame that comes a second time replaces the first one whole. */
static void
frame_reset (Frame *frame)
{
  frame->has_rows = FALSE;
  frame->n_refused = 0;
  memset (&frame->next_since, 0, sizeof frame->next_since);
  memset (&frame->has_more, 0, sizeof frame->has_more);
}

static void
frame_clear (Frame *frame)
{
  g_clear_pointer (&frame->rows, g_array_unref);
}

/* @envelope: where "message" is to be looked into, its frame; %NULL inside the message. */
static const char *
scan_frame (DwdJsonScan *scan,
            const char  *at,
            guint        depth,
            Frame       *frame,
            Frame       *message)
{
  gboolean closed;
  const char *p;

  p = dwd_json_scan_space (scan, at + 1);
  closed = p < scan->end && *p == '}';
  if (closed)
    p++;

  while (!closed)
    {
      DwdJsonSpan key, value;
      gboolean is_rows, is_message;

      p = dwd_json_scan_key (scan, p, &key);
      if (p == NULL)
        return NULL;

      is_rows = dwd_json_span_equal_text (&key, "rows");
      is_message = message != NULL && dwd_json_span_equal_text (&key, "message");
      if (is_rows)
        frame->has_rows = FALSE;
      if (is_message)
        frame_reset (message);

      if (is_rows && p < scan->end && *p == '[')
        p = scan_rows (scan, p, depth + 1, frame);
      else if (is_message && p < scan->end && *p == '{')
        p = scan_frame (scan, p, depth + 1, message, NULL);
      else
        {
          p = dwd_json_scan_span (scan, p, depth + 1, &value);
          if (p != NULL && dwd_json_span_equal_text (&key, "next_since"))
            frame->next_since = value;
          else if (p != NULL && dwd_json_span_equal_text (&key, "has_more"))
            frame->has_more = value;
        }
      if (p == NULL)
        return NULL;

      p = dwd_json_scan_separator (scan, p, '}', &closed);
      if (p == NULL)
        return NULL;
    }

  return p;
}

static gboolean
set_frame_error (GError    **error,
                 const char *what)
{
  dwd_error_set (error, DWD_FAILURE_PROTOCOL, "Not a feed page: %s", what);

  return FALSE;
}

static gboolean
take_frame (DwdFeedPage *self,
            Frame       *frame,
            GError     **error)
{
  if (!frame->has_rows)
    return set_frame_error (error, "no list of rows");
  if (!is_text_or_unset (&frame->next_since))
    return set_frame_error (error, "next_since is no text");
  if (frame->next_since.raw.length > LONGEST_SINCE)
    return set_frame_error (error, "next_since is too long to be asked for");
  if (!is_unset (&frame->has_more) &&
      !dwd_json_span_get_boolean (&frame->has_more, &self->has_more))
    return set_frame_error (error, "has_more is neither true nor false");

  self->next_since = dwd_json_span_dup_string (&frame->next_since);
  /* Asked again with the same watermark, such a server would give the same page for ever. */
  if (self->has_more && (self->next_since == NULL || *self->next_since == '\0'))
    return set_frame_error (error, "more is promised, but not from where");

  self->rows = g_steal_pointer (&frame->rows);
  self->n_refused = frame->n_refused;
  return TRUE;
}

static gboolean
scan_page (DwdFeedPage *self,
           GError     **error)
{
  gsize length;
  const char *text = g_bytes_get_data (self->bytes, &length);
  DwdJsonScan scan;
  Frame frame, message;
  const char *p;
  gboolean success = FALSE;

  dwd_json_scan_init (&scan, text != NULL ? text : "", length);
  frame_init (&frame);
  frame_init (&message);

  p = dwd_json_scan_space (&scan, scan.start);
  if (p < scan.end && *p == '{')
    p = scan_frame (&scan, p, 0, &frame, &message);
  else
    p = dwd_json_scan_fault (&scan, p, "no object");
  if (p != NULL && (p = dwd_json_scan_space (&scan, p)) != scan.end)
    p = dwd_json_scan_fault (&scan, p, "something behind the page");

  if (p == NULL)
    dwd_json_scan_set_error (&scan, error);
  else
    success = take_frame (self, message.has_rows ? &message : &frame, error);

  frame_clear (&frame);
  frame_clear (&message);
  return success;
}

/**
 * dwd_feed_page_scan:
 * @bytes: the body of a feed's answer; a reference is taken
 * @error: return location
 *
 * Checks the whole text and slices it, in one pass and without a tree. The page may stand in
 * Frappe's envelope or bare.
 *
 * Returns: (transfer full) (nullable): the page; %DWD_FAILURE_PROTOCOL where the frame is broken.
 */
DwdFeedPage *
dwd_feed_page_scan (GBytes  *bytes,
                    GError **error)
{
  g_autoptr (DwdFeedPage) self = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (DwdFeedPage, 1);
  self->bytes = g_bytes_ref (bytes);
  if (!scan_page (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * dwd_feed_page_scan_row:
 * @text: one row as JSON; it is copied
 * @length: of it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a page of exactly this row; %DWD_FAILURE_PROTOCOL for text
 *   that is not JSON and for a row that cannot be used.
 */
DwdFeedPage *
dwd_feed_page_scan_row (const char *text,
                        gsize       length,
                        GError    **error)
{
  g_autoptr (DwdFeedPage) self = NULL;
  DwdJsonScan scan;
  DwdFeedRow row;
  gboolean usable = FALSE;
  const char *p;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  self = g_new0 (DwdFeedPage, 1);
  self->bytes = g_bytes_new (text, length);
  self->rows = g_array_new (FALSE, FALSE, sizeof (DwdFeedRow));

  text = g_bytes_get_data (self->bytes, NULL);
  dwd_json_scan_init (&scan, text != NULL ? text : "", length);
  p = dwd_json_scan_space (&scan, scan.start);
  if (p < scan.end && *p == '{')
    p = scan_row (&scan, p, 0, &row, &usable);
  else
    p = dwd_json_scan_fault (&scan, p, "no object");
  if (p != NULL && dwd_json_scan_space (&scan, p) != scan.end)
    p = dwd_json_scan_fault (&scan, p, "something behind the row");

  if (p == NULL)
    {
      dwd_json_scan_set_error (&scan, error);
      return NULL;
    }
  if (!usable)
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "A row that cannot be used");
      return NULL;
    }

  g_array_append_val (self->rows, row);
  return g_steal_pointer (&self);
}

void
dwd_feed_page_free (DwdFeedPage *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->next_since);
  g_free (self);
}

/**
 * dwd_feed_page_get_rows:
 * @self: a page
 * @n_rows: (out): how many
 *
 * Returns: (transfer none) (array length=n_rows): the rows in the server's order; they live as long
 *   as the page.
 */
const DwdFeedRow *
dwd_feed_page_get_rows (DwdFeedPage *self,
                        gsize       *n_rows)
{
  g_return_val_if_fail (self != NULL, NULL);

  *n_rows = self->rows->len;

  return (const DwdFeedRow *)(const void *)self->rows->data;
}

const char *
dwd_feed_page_get_next_since (DwdFeedPage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->next_since;
}

gboolean
dwd_feed_page_get_has_more (DwdFeedPage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_more;
}

guint
dwd_feed_page_get_n_refused (DwdFeedPage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_refused;
}
