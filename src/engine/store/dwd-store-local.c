/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <string.h>

#include "dwd-document.h"
#include "dwd-store-outbox.h"

/*
 * What unsent operations do to the records below them: base plus operations is what people see.
 */

/* A name given out again belongs to a record of another creation. */
static void
take_creation (DwdRecord *record)
{
  char *creation = dwd_document_dup_string (record->base, "creation");

  if (creation == NULL)
    return;
  g_free (record->creation);
  record->creation = creation;
}

/* Takes what the server has now: the newest version heard of, be it base or one kept aside. */
static void
adopt_newest (DwdRecord *record)
{
  int order = 0;

  if (record->server_data == NULL)
    return;
  if (!dwd_modified_compare (record->server_modified, -1, record->modified, -1, &order) || order >= 0)
    {
      g_free (record->base);
      record->base = g_steal_pointer (&record->server_data);
      g_free (record->modified);
      record->modified = g_steal_pointer (&record->server_modified);
      take_creation (record);
    }
  g_clear_pointer (&record->server_data, g_free);
  g_clear_pointer (&record->server_modified, g_free);
}

static gboolean
make_clean (DwdStoreTxn *txn,
            DwdDoctype   doctype,
            DwdRecord   *record,
            GError     **error)
{
  adopt_newest (record);
  /* Nothing of the server's lies below: the record was made here and is given up. */
  if (record->base == NULL)
    return dwd_record_remove (txn, doctype, record->name, error);

  g_free (record->data);
  record->data = g_steal_pointer (&record->base);
  record->dirty = FALSE;
  return dwd_record_save (txn, doctype, record, error);
}

/* What the server adds to a new document, as far as it is known here. */
static char *
make_base (DwdDoctype       doctype,
           const DwdRecord *record)
{
  GString *base = g_string_new ("{\"doctype\":");

  dwd_json_append_string (base, dwd_doctype_get_name (doctype), -1);
  g_string_append (base, ",\"name\":");
  dwd_json_append_string (base, record->name, -1);
  if (record->creation != NULL && *record->creation != '\0')
    {
      g_string_append (base, ",\"creation\":");
      dwd_json_append_string (base, record->creation, -1);
    }
  g_string_append (base, ",\"docstatus\":0}");
  return g_string_free (base, FALSE);
}

static char *
lay_over (DwdDoctype       doctype,
          const DwdRecord *record,
          GPtrArray       *rows,
          GError         **error)
{
  g_autofree char *data = record->base != NULL ? g_strdup (record->base)
                                               : make_base (doctype, record);

  for (guint i = 0; i < rows->len; i++)
    {
      const DwdOutboxRow *row = g_ptr_array_index (rows, i);
      char *merged = NULL;

      if (row->data == NULL)
        continue;
      merged = dwd_document_merge (data, row->data, error);
      if (merged == NULL)
        return NULL;
      g_free (data);
      data = merged;
    }
  return g_steal_pointer (&data);
}

gboolean
dwd_outbox_rebuild_record (DwdStoreTxn *txn,
                           DwdDoctype   doctype,
                           const char  *name,
                           GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_record (txn->db, doctype, name, error);
  g_autoptr (DwdRecord) record = NULL;
  char *data = NULL;

  if (rows == NULL || !dwd_record_load (txn, doctype, name, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;
  if (rows->len == 0)
    return !record->dirty || make_clean (txn, doctype, record, error);

  if (!record->dirty)
    {
      record->dirty = TRUE;
      g_free (record->base);
      record->base = g_strdup (record->data);
    }
  data = lay_over (doctype, record, rows, error);
  if (data == NULL)
    return FALSE;
  g_free (record->data);
  record->data = data;
  return dwd_record_save (txn, doctype, record, error);
}

static gboolean
put_conflict (DwdStoreTxn        *txn,
              const DwdOutboxRow *row,
              const DwdRecord    *record,
              const char         *server,
              const char         *server_modified,
              GError            **error)
{
  DwdStatement *statement =
    dwd_db_prepare (txn->db, "INSERT OR REPLACE INTO conflict (seq, doctype, name, deleted, at_us, "
                    "server_modified, base, mine, server) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                    error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, row->seq);
  dwd_statement_bind_int (statement, 2, row->doctype);
  dwd_statement_bind_text (statement, 3, row->name, -1);
  dwd_statement_bind_int (statement, 4, server == NULL);
  dwd_statement_bind_int (statement, 5, g_get_real_time ());
  dwd_statement_bind_text (statement, 6, server_modified, -1);
  dwd_statement_bind_text (statement, 7, record != NULL ? record->base : NULL, -1);
  dwd_statement_bind_text (statement, 8, record != NULL ? record->data : row->data, -1);
  dwd_statement_bind_text (statement, 9, server, -1);
  return dwd_statement_run (statement, error);
}

gboolean
dwd_outbox_hold_conflict (DwdStoreTxn  *txn,
                          DwdOutboxRow *row,
                          const char   *server,
                          const char   *server_modified,
                          const char   *message,
                          GError      **error)
{
  g_autoptr (DwdRecord) record = NULL;

  if (!dwd_record_load (txn, row->doctype, row->name, &record, error) ||
      !put_conflict (txn, row, record, server, server_modified, error))
    return FALSE;

  row->state = DWD_OPERATION_CONFLICT;
  row->failure = DWD_FAILURE_CONFLICT;
  g_free (row->message);
  row->message = g_strdup (message != NULL ? message : "");
  return dwd_outbox_row_save (txn, row, error);
}

gboolean
dwd_outbox_hold_deleted (DwdStoreTxn *txn,
                         DwdDoctype   doctype,
                         const char  *name,
                         GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_record (txn->db, doctype, name, error);
  DwdOutboxRow *first = NULL;

  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    return TRUE;

  first = g_ptr_array_index (rows, 0);
  /* One in flight gets its answer from the server, which says the same. */
  if (first->state == DWD_OPERATION_SENDING)
    return TRUE;
  return dwd_outbox_hold_conflict (txn, first, NULL, NULL, "", error);
}

static gboolean
link_matches (const DwdTableLink *link,
              const DwdJsonSpan  *value,
              const DwdJsonSpan  *target,
              DwdDoctype          doctype,
              const char         *old_name)
{
  g_autofree char *text = NULL;

  if (!dwd_json_span_equal_text (value, old_name))
    return FALSE;
  if (link->target != DWD_DOCTYPE_UNKNOWN)
    return link->target == doctype;
  text = target->type == DWD_JSON_STRING ? dwd_json_span_dup_string (target) : NULL;
  return text != NULL && dwd_doctype_from_name (text) == doctype;
}

/* (transfer full) (nullable): NULL where @text has no such link. */
static char *
rename_links (const DwdTable *table,
              const char     *text,
              DwdDoctype      doctype,
              const char     *old_name,
              const char     *new_name)
{
  g_autofree char *result = NULL;
  DwdJsonSpan object;

  if (text == NULL || strstr (text, old_name) == NULL ||
      !dwd_document_parse (text, -1, &object, NULL))
    return NULL;

  for (guint i = 0; i < table->n_links; i++)
    {
      const DwdTableLink *link = &table->links[i];
      const char *target_key = link->target_key != NULL ? link->target_key : "doctype";
      DwdJsonKey keys[2] = {
        { link->key, strlen (link->key) }, { target_key, strlen (target_key) }
      };
      DwdJsonSpan values[2];
      char *changed = NULL;

      dwd_json_span_find (&object, keys, 2, values);
      if (!link_matches (link, &values[0], &values[1], doctype, old_name))
        continue;
      changed = dwd_document_set_string (result != NULL ? result : text, link->key, new_name, NULL);
      if (changed != NULL)
        {
          g_free (result);
          result = changed;
        }
    }
  return g_steal_pointer (&result);
}

static gboolean
replace_text (char **text,
              char  *changed)
{
  if (changed == NULL)
    return FALSE;
  g_free (*text);
  *text = changed;
  return TRUE;
}

/* A record shows what its operations say, so it holds the old name where they do. */
static gboolean
rename_in_record (DwdStoreTxn        *txn,
                  const DwdOutboxRow *row,
                  DwdDoctype          doctype,
                  const char         *old_name,
                  const char         *new_name,
                  GError            **error)
{
  const DwdTable *table = dwd_table_get (row->doctype);
  g_autoptr (DwdRecord) record = NULL;
  gboolean changed = FALSE;

  if (!dwd_record_load (txn, row->doctype, row->name, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;
  changed |= replace_text (&record->data, rename_links (table, record->data, doctype, old_name,
                                                        new_name));
  changed |= replace_text (&record->base, rename_links (table, record->base, doctype, old_name,
                                                        new_name));
  return !changed || dwd_record_save (txn, row->doctype, record, error);
}

static gboolean
rename_in_operation (DwdStoreTxn  *txn,
                     DwdOutboxRow *row,
                     DwdDoctype    doctype,
                     const char   *old_name,
                     const char   *new_name,
                     GError      **error)
{
  const DwdTable *table = dwd_table_get (row->doctype);
  gboolean is_own = row->doctype == doctype && strcmp (row->name, old_name) == 0;
  gboolean is_linked = FALSE;

  if (is_own)
    {
      g_free (row->name);
      row->name = g_strdup (new_name);
    }
  if (table != NULL)
    is_linked = replace_text (&row->data, rename_links (table, row->data, doctype, old_name, new_name));
  if (!is_own && !is_linked)
    return TRUE;

  row->waits = dwd_outbox_data_waits (row->data, row->name);
  return dwd_outbox_row_save (txn, row, error) &&
         dwd_outbox_release_record (txn, row->doctype, row->name, error) &&
         (!is_linked || rename_in_record (txn, row, doctype, old_name, new_name, error));
}

/* A temporary name is known here alone, and what holds it waits for it: neither the rest of a long queue
 * nor the other records are looked at. */
static gboolean
rename_in_outbox (DwdStoreTxn *txn,
                  DwdDoctype   doctype,
                  const char  *old_name,
                  const char  *new_name,
                  GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_naming (txn->db, doctype, old_name, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!rename_in_operation (txn, g_ptr_array_index (rows, i), doctype, old_name, new_name, error))
      return FALSE;
  return TRUE;
}

static gboolean
rename_record (DwdStoreTxn *txn,
               DwdDoctype   doctype,
               const char  *old_name,
               const char  *new_name,
               GError     **error)
{
  g_autoptr (DwdRecord) record = NULL;
  g_autoptr (DwdRecord) taken = NULL;
  char *data = NULL;

  if (!dwd_record_load (txn, doctype, old_name, &record, error) ||
      !dwd_record_load (txn, doctype, new_name, &taken, error))
    return FALSE;
  if (record == NULL)
    return TRUE;

  /* The server's own row may have come by a delta before the answer did: it is the same record. */
  if (taken != NULL && !dwd_record_remove (txn, doctype, new_name, error))
    return FALSE;
  dwd_txn_note_record (txn, doctype, old_name, -1);
  data = dwd_document_set_string (record->data, "name", new_name, error);
  if (data == NULL)
    return FALSE;
  g_free (record->data);
  record->data = data;
  g_free (record->name);
  record->name = g_strdup (new_name);
  return dwd_record_save (txn, doctype, record, error);
}

gboolean
dwd_outbox_rename (DwdStoreTxn *txn,
                   DwdDoctype   doctype,
                   const char  *old_name,
                   const char  *new_name,
                   GError     **error)
{
  DwdStatement *statement = NULL;

  if (!rename_record (txn, doctype, old_name, new_name, error) ||
      !rename_in_outbox (txn, doctype, old_name, new_name, error))
    return FALSE;

  statement = dwd_db_prepare (txn->db, "UPDATE conflict SET name = ?3 WHERE doctype = ?1 AND name = ?2",
                              error);
  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, doctype);
  dwd_statement_bind_text (statement, 2, old_name, -1);
  dwd_statement_bind_text (statement, 3, new_name, -1);
  return dwd_statement_run (statement, error);
}
