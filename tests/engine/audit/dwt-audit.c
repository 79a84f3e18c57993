/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-audit.h"

#include "audit/dwd-audit-export.h"
#include "support/dwt-wait.h"

static DwdAuditEntry *
entry_new (DwdAuditKind kind,
           gint64       at_us,
           gint64       refers,
           const char  *name,
           const char  *body)
{
  DwdAuditEntry *entry = dwd_audit_entry_new ();

  entry->kind = kind;
  entry->at_us = at_us;
  entry->refers = refers;
  entry->actor = g_strdup ("ana@astana.example");
  entry->device = g_strdup ("desk-3");
  entry->doctype = g_strdup ("Dispatch Job");
  entry->name = g_strdup (name);
  entry->body = g_strdup (body);
  return entry;
}

DwdAuditEntry *
dwt_audit_decision (void)
{
  return entry_new (DWD_AUDIT_DECISION, G_GINT64_CONSTANT (1795400000000000), 0, "JOB-1", "{\"lost\":\"é\"}");
}

DwdAuditEntry *
dwt_audit_taken_back (gint64 refers)
{
  return entry_new (DWD_AUDIT_TAKEN_BACK, G_GINT64_CONSTANT (1795400060000000), refers, "JOB-1", "{}");
}

GPtrArray *
dwt_audit_chain (guint n)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_audit_entry_free);
  const char *previous = DWD_AUDIT_GENESIS;

  for (guint i = 1; i <= n; i++)
    {
      DwdAuditEntry *entry = entry_new (DWD_AUDIT_DECISION, i - 2, 0, "JOB \"1\"\\n\x1f é", "{\"a\":[1,\"\\u001f\"]}");

      dwd_audit_chain_link (entry, i, previous);
      previous = entry->hash;
      g_ptr_array_add (entries, entry);
    }
  return entries;
}

GString *
dwt_audit_export (GPtrArray *entries)
{
  GString *text = g_string_new (NULL);
  DwdAuditHead head = { entries->len, DWD_AUDIT_GENESIS };
  g_autofree char *last = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const DwdAuditEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *line = dwd_audit_entry_to_json (entry);

      g_string_append_printf (text, "%s\n", line);
      g_strlcpy (head.hash, entry->hash, sizeof head.hash);
    }
  last = dwd_audit_head_to_json (&head);
  g_string_append_printf (text, "%s\n", last);
  return text;
}

gint64
dwt_audit_append (DwtStore            *store,
                  const DwdAuditEntry *entry,
                  GError             **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_audit_log_append_async (store->store, entry, dwt_result_cb, &result);
  return dwd_audit_log_append_finish (store->store, dwt_wait_result (&result), error);
}

static gboolean
fill_work (DwdStoreTxn *txn,
           gpointer     data,
           GError     **error)
{
  for (guint i = 0; i < GPOINTER_TO_UINT (data); i++)
    {
      g_autofree char *name = g_strdup_printf ("JOB-%u", i % 10);
      g_autoptr (DwdAuditEntry) entry = entry_new (DWD_AUDIT_DECISION, i, 0, name, "{}");

      if (!dwd_audit_log_append (txn, entry, error))
        return FALSE;
    }
  return TRUE;
}

void
dwt_audit_fill (DwtStore *store,
                guint     n)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GTask *task = g_task_new (store->store, NULL, dwt_result_cb, &result);

  g_task_set_task_data (task, GUINT_TO_POINTER (n), NULL);
  dwd_store_push_write (store->store, task, FALSE, fill_work);
  g_task_propagate_boolean (G_TASK (dwt_wait_result (&result)), &error);
  g_assert_no_error (error);
}

GPtrArray *
dwt_audit_load (DwtStore   *store,
                const char *doctype,
                const char *name,
                gint64      before,
                guint       limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = NULL;

  dwd_audit_log_load_async (store->store, doctype, name, before, limit, NULL, dwt_result_cb, &result);
  entries = dwd_audit_log_load_finish (store->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return entries;
}

void
dwt_audit_verify (DwtStore        *store,
                  DwdAuditVerdict *verdict)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_audit_log_verify_async (store->store, NULL, dwt_result_cb, &result);
  dwd_audit_log_verify_finish (store->store, dwt_wait_result (&result), verdict, &error);
  g_assert_no_error (error);
}

void
dwt_audit_assert_verdict (const DwdAuditVerdict *verdict,
                          DwdAuditBreak          why,
                          gint64                 seq)
{
  g_assert_cmpstr (dwd_audit_break_to_string (verdict->why), ==, dwd_audit_break_to_string (why));
  g_assert_cmpint (verdict->seq, ==, seq);
}
