/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include <string.h>

#include "audit/dwd-audit-export.h"

/* A text that passes for a whole export is one: its lines, written again, are its bytes, and its hashes chain. What is
 * read as an entry writes itself. */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

static void
check_whole (const char            *text,
             gsize                  size,
             const DwdAuditVerdict *verdict)
{
  g_autoptr (GString) again = g_string_new (NULL);
  g_autofree char *previous = g_strdup (DWD_AUDIT_GENESIS);
  g_autofree char *last = NULL;
  DwdAuditHead head = { 0 };
  const char *at = text;

  for (gint64 i = 0; i < verdict->n_entries; i++)
    {
      const char *newline = memchr (at, '\n', text + size - at);
      g_autoptr (DwdAuditEntry) entry = dwd_audit_entry_new_from_json (at, newline - at, NULL);
      g_autofree char *line = dwd_audit_entry_to_json (entry);

      g_assert_cmpint (entry->seq, ==, i + 1);
      g_assert_cmpstr (entry->previous, ==, previous);
      dwd_audit_chain_link (entry, i + 1, previous);
      g_free (previous);
      previous = g_strdup (entry->hash);
      g_string_append_printf (again, "%s\n", line);
      at = newline + 1;
    }

  head.seq = verdict->n_entries;
  g_strlcpy (head.hash, previous, sizeof head.hash);
  last = dwd_audit_head_to_json (&head);
  g_string_append_printf (again, "%s\n", last);
  g_assert_cmpmem (again->str, again->len, text, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  /* A block of its very size: reading one byte behind it is a finding. */
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (DwdAuditEntry) entry = size > 0 ? dwd_audit_entry_new_from_json (text, size, NULL) : NULL;
  DwdAuditVerdict verdict = { 0 };

  dwd_audit_export_verify (text, size, &verdict);
  g_assert_cmpint (verdict.n_entries, >=, 0);
  if (verdict.why == DWD_AUDIT_BREAK_NONE)
    check_whole (text, size, &verdict);
  if (entry != NULL)
    {
      g_autofree char *written = dwd_audit_entry_to_json (entry);

      g_assert_cmpmem (written, strlen (written), text, size);
    }

  return 0;
}
