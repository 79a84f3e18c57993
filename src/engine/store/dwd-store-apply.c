/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-apply.h"

#include <string.h>

#include "dwd-document.h"
#include "dwd-store-outbox.h"

#define MAX_NAME_BYTES 560   /* 140 characters, Frappe's limit */
#define MAX_STAMP_BYTES 64   /* "2026-11-24 10:00:00.000001" and what a zone may add */
#define MANY_ROWS 128

typedef struct
{
  DwdStoreTxn *txn;
  const DwdTable *table;
  gboolean is_delta;
  gboolean lists_names;
  gboolean insert_first;           /* guess: the row is new, as the last one was */
  DwdApplyCounts *counts;
} Apply;

/* What the cache holds under the row's name. */
typedef struct
{
  gboolean found;
  gint64 id;
  gboolean dirty;
  gboolean ahead;
  gint64 seen;
  gboolean same_creation;
  gboolean same_modified;     /* as held, or as kept aside for a dirty row */
  int order;                  /* the row's modified against the held one; 0 where it cannot be said */
  gboolean is_ordered;
  guint changed;              /* see changed_keys() */
  DwdStatement *statement;    /* positioned on the held row until reset */
} Held;

/* The row's own texts, unescaped where they must be. */
typedef struct
{
  DwdSlice name;
  DwdSlice creation;
  DwdSlice modified;
  char *owned[3];
} RowTexts;

static DwdSlice
text_of (const DwdJsonSpan *span,
         char             **owned)
{
  if (span->type != DWD_JSON_STRING)
    return (DwdSlice) { "", 0 }
  ;
  if (!span->escaped)
    return (DwdSlice) { span->raw.text + 1, span->raw.length - 2 }
  ;

  *owned = dwd_json_span_dup_string (span);
  return (DwdSlice) { *owned, strlen (*owned) };
}

static void
row_texts_init (RowTexts         *texts,
                const DwdFeedRow *row)
{
  memset (texts, 0, sizeof *texts);
  texts->name = text_of (&row->name, &texts->owned[0]);
  texts->creation = text_of (&row->creation, &texts->owned[1]);
  texts->modified = text_of (&row->modified, &texts->owned[2]);
}

static void
row_texts_clear (RowTexts *texts)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts->owned); i++)
    g_free (texts->owned[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RowTexts, row_texts_clear)

static void
refuse (DwdApplyCounts *counts,
        guint           n_rows,
        DwdFailure      failure,
        const char     *refusal)
{
  if (n_rows == 0)
    return;

  counts->n_refused += n_rows;
  if (counts->refusal != NULL)
    return;
  counts->failure = failure;
  counts->refusal = refusal;
}

gboolean
dwd_store_is_valid_name (const char *name,
                         gssize      length)
{
  gsize n_bytes = length < 0 ? strlen (name) : (gsize) length;

  if (n_bytes == 0 || n_bytes > MAX_NAME_BYTES)
    return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    if ((guchar) name[i] < 0x20)
      return FALSE;
  return TRUE;
}

static gboolean
slice_equals (const DwdSlice *slice,
              const char     *text,
              gsize           length)
{
  return slice->length == length && memcmp (slice->text, text != NULL ? text : "", length) == 0;
}

/* The newest version known is what counts: for a dirty row, the one that was kept aside. */
static void
compare_held (Held           *held,
              const RowTexts *texts)
{
  DwdStatement *row = held->statement;
  gsize length = 0;
  const char *text = dwd_statement_get_text (row, 1, &length);

  /* Without a creation on one side, the name alone must do. */
  held->same_creation = length == 0 || texts->creation.length == 0 ||
                        slice_equals (&texts->creation, text, length);
  text = dwd_statement_get_text (row, 2, &length);
  held->same_modified = slice_equals (&texts->modified, text, length);
  if (held->dirty && !dwd_statement_is_null (row, 6))
    {
      text = dwd_statement_get_text (row, 6, &length);
      held->same_modified |= slice_equals (&texts->modified, text, length);
    }

  held->order = 1;
  /* A version that an answer did not name is older than any that has a name. */
  held->is_ordered = length == 0 ||
                     dwd_modified_compare (texts->modified.text, texts->modified.length, text, length,
                                           &held->order);
}

static gboolean
look_up (Apply          *apply,
         const RowTexts *texts,
         Held           *held,
         GError        **error)
{
  DwdTableSql *sql = dwd_store_state_get_sql (apply->txn->state, apply->table->doctype);
  DwdStatement *row = dwd_statement_ready (apply->txn->db, &sql->lookup_row, sql->lookup, error);
  DwdStep step = DWD_STEP_FAILED;

  memset (held, 0, sizeof *held);
  if (row == NULL)
    return FALSE;
  dwd_statement_bind_text (row, 1, texts->name.text, texts->name.length);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_FAILED)
    return FALSE;
  if (step == DWD_STEP_DONE)
    return TRUE;

  held->found = TRUE;
  held->statement = row;
  held->id = dwd_statement_get_int (row, 0);
  held->dirty = dwd_statement_get_int (row, 3) != 0;
  held->ahead = dwd_statement_get_int (row, 4) != 0;
  held->seen = dwd_statement_get_int (row, 5);
  compare_held (held, texts);
  return TRUE;
}

static gboolean
value_equals_column (const DwdValue *value,
                     DwdStatement   *row,
                     int             column)
{
  gsize length = 0;
  const char *text = NULL;

  switch (value->kind)
    {
    case DWD_VALUE_NULL:
      return dwd_statement_is_null (row, column);

    case DWD_VALUE_INT:
      return !dwd_statement_is_null (row, column) &&
             dwd_statement_get_int (row, column) == value->integer;

    case DWD_VALUE_REAL:
      return dwd_statement_get_double (row, column) == value->real;

    case DWD_VALUE_TEXT:
      text = dwd_statement_get_text (row, column, &length);
      return text != NULL && slice_equals (&value->text, text, length);

    default:
      return FALSE;
    }
}

/* Which columns that indexes hold have another value than before, a bit for each. */
static guint
changed_keys (Apply *apply,
              Held  *held)
{
  const DwdValue *values = apply->txn->state->projector.values;
  guint changed = 0;
  int column = 7;

  for (guint i = 0; i < apply->table->n_columns; i++)
    if (apply->table->columns[i].indexed &&
        !value_equals_column (&values[i], held->statement, column++))
      changed |= 1u << i;
  return changed;
}

static void
note (Apply          *apply,
      const RowTexts *texts)
{
  if (apply->lists_names)
    dwd_txn_note_record (apply->txn, apply->table->doctype, texts->name.text, texts->name.length);
  else
    dwd_txn_note_many (apply->txn, apply->table->doctype);
}

/* A document without an organisation belongs to the one whose feed brought it. */
static gboolean
is_ours (Apply          *apply,
         const RowTexts *texts,
         DwdSlice       *org)
{
  DwdStoreState *state = apply->txn->state;
  const DwdJsonSpan *span = &state->projector.organization;

  if (apply->table->doctype == DWD_DOCTYPE_ORGANIZATION)
    *org = texts->name;
  else if (span->type == DWD_JSON_STRING && span->raw.length > 2)
    *org = (DwdSlice) { span->raw.text + 1, span->raw.length - 2 }
  ;
  else
    *org = (DwdSlice) { state->organization != NULL ? state->organization : "",
                        state->organization != NULL ? strlen (state->organization) : 0 }
  ;

  return state->organization == NULL ||
         slice_equals (org, state->organization, strlen (state->organization));
}

static void
refuse_foreign (Apply *apply)
{
  refuse (apply->counts, 1, DWD_FAILURE_FORBIDDEN, "it belongs to another organisation");
}

static void
fill_fields (Apply            *apply,
             const DwdFeedRow *row,
             const RowTexts   *texts,
             const DwdSlice   *org,
             DwdRowFields     *fields)
{
  memset (fields, 0, sizeof *fields);
  fields->name = texts->name;
  fields->creation = texts->creation;
  fields->modified = texts->modified;
  fields->org = *org;
  fields->docstatus = row->docstatus;
  fields->ahead = apply->is_delta;
  fields->seen = apply->txn->state->tokens[apply->table->doctype];
  fields->data = row->data.raw;
}

static char *
dup_slice (const DwdSlice *slice)
{
  return g_strndup (slice->text, slice->length);
}

/* Keeps the server's version of a record with unsent work, and what people see as it is. */
static gboolean
keep_aside (Apply            *apply,
            const DwdFeedRow *row,
            const RowTexts   *texts,
            const Held       *held,
            GError          **error)
{
  g_autofree char *name = dup_slice (&texts->name);
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET server_modified = ?1, server_data = ?2, "
                                          "seen = ?3, ahead = ?5 WHERE id = ?4", apply->table->table);
  DwdStatement *statement = dwd_db_prepare (apply->txn->db, sql, error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_text (statement, 1, texts->modified.text, texts->modified.length);
  dwd_statement_bind_text (statement, 2, row->data.raw.text, row->data.raw.length);
  dwd_statement_bind_int (statement, 3, apply->txn->state->tokens[apply->table->doctype]);
  dwd_statement_bind_int (statement, 4, held->id);
  dwd_statement_bind_int (statement, 5, apply->is_delta);
  if (!dwd_statement_run (statement, error))
    return FALSE;

  apply->counts->n_kept++;
  /* The name was given out again: what the work was meant for is gone. */
  if (!held->same_creation)
    return dwd_outbox_hold_deleted (apply->txn, apply->table->doctype, name, error);
  return TRUE;
}

static gboolean
touch_unchanged (Apply      *apply,
                 const Held *held,
                 GError    **error)
{
  gint64 token = apply->txn->state->tokens[apply->table->doctype];
  g_autofree char *sql = NULL;
  DwdStatement *statement = NULL;

  apply->counts->n_unchanged++;
  if ((apply->is_delta || !held->ahead) && (token == 0 || held->seen == token))
    return TRUE;

  sql = g_strdup_printf ("UPDATE %s SET ahead = ?1, seen = ?2 WHERE id = ?3", apply->table->table);
  statement = dwd_db_prepare (apply->txn->db, sql, error);
  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, apply->is_delta ? held->ahead : FALSE);
  dwd_statement_bind_int (statement, 2, token);
  dwd_statement_bind_int (statement, 3, held->id);
  return dwd_statement_run (statement, error);
}

/* An operation whose record was lost takes it up again. */
static gboolean
adopt_orphan (Apply          *apply,
              const RowTexts *texts,
              GError        **error)
{
  g_autofree char *name = NULL;
  g_autofree char *key = NULL;

  if (g_hash_table_size (apply->txn->state->orphans) == 0)
    return TRUE;
  name = dup_slice (&texts->name);
  key = dwd_store_record_key (apply->table->doctype, name);
  if (!g_hash_table_remove (apply->txn->state->orphans, key))
    return TRUE;
  return dwd_outbox_rebuild_record (apply->txn, apply->table->doctype, name, error);
}

/* After a deletion that a delta told of, the feed may still bring the record as it was before. */
static gboolean
is_buried (Apply          *apply,
           const RowTexts *texts,
           gboolean       *buried,
           GError        **error)
{
  DwdStatement *row = NULL;
  DwdStep step = DWD_STEP_FAILED;
  int order = 0;

  *buried = FALSE;
  if (apply->txn->state->n_ahead_tombstones[apply->table->doctype] == 0)
    return TRUE;

  row = dwd_db_prepare (apply->txn->db, "SELECT modified FROM tombstone WHERE doctype = ?1 AND name = ?2 "
                        "AND creation IN (?3, '') AND ahead = 1", error);
  if (row == NULL)
    return FALSE;
  dwd_statement_bind_int (row, 1, apply->table->doctype);
  dwd_statement_bind_text (row, 2, texts->name.text, texts->name.length);
  dwd_statement_bind_text (row, 3, texts->creation.text, texts->creation.length);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_ROW)
    {
      gsize length = 0;
      const char *modified = dwd_statement_get_text (row, 0, &length);

      *buried = dwd_modified_compare (texts->modified.text, texts->modified.length, modified, length,
                                      &order) && order <= 0;
      dwd_statement_reset (row);
    }
  return step != DWD_STEP_FAILED;
}

static void
project (Apply            *apply,
         const DwdFeedRow *row)
{
  dwd_projector_run (&apply->txn->state->projector, apply->table, &row->data);
}

static gboolean
finish_row (Apply          *apply,
            const RowTexts *texts,
            GError        **error)
{
  apply->counts->n_applied++;
  if (!apply->txn->state->projector.is_sound)
    refuse (apply->counts, 1, DWD_FAILURE_INVALID, "it has values that make no sense, which are left out");
  note (apply, texts);
  return dwd_row_note_facets (apply->txn, apply->table, error) && adopt_orphan (apply, texts, error);
}

static gboolean
insert_row (Apply              *apply,
            const DwdRowFields *fields,
            const RowTexts     *texts,
            gboolean           *inserted,
            GError            **error)
{
  gboolean buried = FALSE;

  if (!is_buried (apply, texts, &buried, error))
    return FALSE;
  if (buried)
    {
      apply->counts->n_unchanged++;
      *inserted = TRUE;
      return TRUE;
    }
  if (!dwd_row_insert (apply->txn, apply->table, fields, inserted, error))
    return FALSE;
  return !*inserted || finish_row (apply, texts, error);
}

/* Is the row of @held older than it, or no news? The feed decides by order of writing, a delta by time. */
static gboolean
is_stale (Apply      *apply,
          const Held *held)
{
  if (held->same_modified && held->same_creation)
    return TRUE;
  if (apply->is_delta)
    return !held->is_ordered || held->order <= 0;
  return held->ahead && held->is_ordered && held->order < 0;
}

static gboolean
update_row (Apply            *apply,
            const DwdFeedRow *row,
            const RowTexts   *texts,
            Held             *held,
            GError          **error)
{
  DwdRowFields fields;
  DwdSlice org;

  if (is_stale (apply, held))
    {
      dwd_statement_reset (held->statement);
      return touch_unchanged (apply, held, error);
    }

  project (apply, row);
  if (!is_ours (apply, texts, &org))
    {
      dwd_statement_reset (held->statement);
      refuse_foreign (apply);
      return TRUE;
    }
  fill_fields (apply, row, texts, &org, &fields);
  held->changed = changed_keys (apply, held);
  dwd_statement_reset (held->statement);

  if (held->dirty)
    return keep_aside (apply, row, texts, held, error);
  if (held->same_creation)
    return dwd_row_update_light (apply->txn, apply->table, &fields, held->id, held->changed, error) &&
           finish_row (apply, texts, error);
  return dwd_row_update (apply->txn, apply->table, &fields, held->id, error) &&
         finish_row (apply, texts, error);
}

static gboolean
bury_row (Apply          *apply,
          const RowTexts *texts,
          Held           *held,
          GError        **error)
{
  g_autofree char *name = dup_slice (&texts->name);
  g_autofree char *creation = g_strdup (dwd_statement_get_text (held->statement, 1, NULL));
  g_autofree char *modified = dup_slice (&texts->modified);

  dwd_statement_reset (held->statement);
  if (held->dirty)
    {
      apply->counts->n_kept++;
      return dwd_outbox_hold_deleted (apply->txn, apply->table->doctype, name, error);
    }
  apply->counts->n_deleted++;
  note (apply, texts);
  return dwd_record_remove (apply->txn, apply->table->doctype, name, error) &&
         dwd_tombstone_put (apply->txn, apply->table->doctype, name, creation, modified,
                            apply->is_delta, error);
}

static gboolean
apply_tombstone (Apply          *apply,
                 const RowTexts *texts,
                 GError        **error)
{
  Held held;
  gboolean is_old = FALSE;

  if (!look_up (apply, texts, &held, error))
    return FALSE;
  if (!held.found)
    {
      g_autofree char *name = dup_slice (&texts->name);
      g_autofree char *creation = dup_slice (&texts->creation);
      g_autofree char *modified = dup_slice (&texts->modified);

      apply->counts->n_unchanged++;
      return dwd_tombstone_put (apply->txn, apply->table->doctype, name, creation, modified,
                                apply->is_delta, error);
    }

  /* Another record has the name by now, or a newer version of this one is known. */
  is_old = !held.same_creation ||
           ((apply->is_delta || held.ahead) && held.is_ordered && held.order < 0);
  if (is_old)
    {
      dwd_statement_reset (held.statement);
      apply->counts->n_unchanged++;
      return TRUE;
    }
  return bury_row (apply, texts, &held, error);
}

static gboolean
apply_document (Apply            *apply,
                const DwdFeedRow *row,
                const RowTexts   *texts,
                GError          **error)
{
  DwdRowFields fields;
  DwdSlice org;
  gboolean inserted = FALSE;
  Held held;

  if (!apply->insert_first)
    {
      if (!look_up (apply, texts, &held, error))
        return FALSE;
      if (held.found)
        return update_row (apply, row, texts, &held, error);
    }

  project (apply, row);
  if (!is_ours (apply, texts, &org))
    {
      refuse_foreign (apply);
      return TRUE;
    }
  fill_fields (apply, row, texts, &org, &fields);
  if (!insert_row (apply, &fields, texts, &inserted, error))
    return FALSE;
  apply->insert_first = inserted;
  if (inserted)
    return TRUE;
  return look_up (apply, texts, &held, error) && update_row (apply, row, texts, &held, error);
}

static gboolean
apply_row (Apply            *apply,
           const DwdFeedRow *row,
           GError          **error)
{
  g_auto (RowTexts) texts;

  row_texts_init (&texts, row);
  if (!dwd_store_is_valid_name (texts.name.text, texts.name.length))
    {
      refuse (apply->counts, 1, DWD_FAILURE_INVALID, "its name cannot be one");
      return TRUE;
    }
  if (texts.creation.length > MAX_STAMP_BYTES || texts.modified.length > MAX_STAMP_BYTES)
    {
      refuse (apply->counts, 1, DWD_FAILURE_INVALID, "its version is no version");
      return TRUE;
    }
  if (row->deleted)
    return apply_tombstone (apply, &texts, error);
  return apply_document (apply, row, &texts, error);
}

gboolean
dwd_store_apply_rows (DwdStoreTxn    *txn,
                      DwdDoctype      doctype,
                      DwdFeedPage    *page,
                      gboolean        is_delta,
                      DwdApplyCounts *counts,
                      GError        **error)
{
  gsize n_rows = 0;
  const DwdFeedRow *rows = dwd_feed_page_get_rows (page, &n_rows);
  Apply apply = {
    .txn = txn,
    .table = dwd_table_get (doctype),
    .is_delta = is_delta,
    .lists_names = n_rows <= MANY_ROWS && !txn->state->is_bulk[doctype],
    .insert_first = txn->state->is_bulk[doctype],
    .counts = counts,
  };

  if (apply.table == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "There is no table for DocType %d", doctype);
      return FALSE;
    }

  refuse (counts, dwd_feed_page_get_n_refused (page), DWD_FAILURE_PROTOCOL,
          "it is no row of a feed");
  for (gsize i = 0; i < n_rows; i++)
    if (!apply_row (&apply, &rows[i], error))
      return FALSE;
  return TRUE;
}
