/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-audit"

#include "config.h"

#include "dwd-audit-export.h"

#include <string.h>

#include "base/dwd-failure.h"
#include "protocol/dwd-json-scan.h"

static void
append_key (GString    *out,
            const char *key)
{
  g_string_append_printf (out, "%c\"%s\":", out->len == 0 ? '{' : ',', key);
}

static void
append_number (GString    *out,
               const char *key,
               gint64      number)
{
  append_key (out, key);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
}

/* A damaged cache may hold bytes that are no text. They become U+FFFD, which is not what was hashed: the line says
 * that the entry is broken. */
static void
append_text (GString    *out,
             const char *key,
             const char *text)
{
  append_key (out, key);
  dwd_json_append_string (out, text, -1);
}

/**
 * dwd_audit_entry_to_json:
 * @entry: an entry
 *
 * Returns: (transfer full): its line in an export
 */
char *
dwd_audit_entry_to_json (const DwdAuditEntry *entry)
{
  GString *out = g_string_new (NULL);

  append_number (out, "seq", entry->seq);
  append_number (out, "at_us", entry->at_us);
  append_text (out, "kind", dwd_audit_kind_to_string (entry->kind));
  append_text (out, "actor", entry->actor);
  append_text (out, "device", entry->device);
  append_text (out, "doctype", entry->doctype);
  append_text (out, "name", entry->name);
  append_number (out, "refers", entry->refers);
  append_text (out, "body", entry->body);
  append_text (out, "previous", entry->previous);
  append_text (out, "hash", entry->hash);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

static gboolean
is_same (const char *line,
         gsize       length,
         const char *written)
{
  return strlen (written) == length && memcmp (line, written, length) == 0;
}

static char *
dup_text (const DwdJsonSpan *object,
          const char        *key)
{
  DwdJsonSpan value = dwd_json_span_get_member (object, key);

  return dwd_json_span_dup_string (&value);
}

static gboolean
get_number (const DwdJsonSpan *object,
            const char        *key,
            gint64            *out)
{
  DwdJsonSpan value = dwd_json_span_get_member (object, key);

  return dwd_json_span_get_int (&value, out);
}

static gboolean
read_members (DwdAuditEntry     *entry,
              const DwdJsonSpan *object)
{
  g_autofree char *kind = dup_text (object, "kind");

  entry->kind = dwd_audit_kind_from_string (kind);
  entry->actor = dup_text (object, "actor");
  entry->device = dup_text (object, "device");
  entry->doctype = dup_text (object, "doctype");
  entry->name = dup_text (object, "name");
  entry->body = dup_text (object, "body");
  entry->previous = dup_text (object, "previous");
  entry->hash = dup_text (object, "hash");
  return entry->actor != NULL && entry->device != NULL && entry->doctype != NULL && entry->name != NULL &&
         entry->body != NULL && entry->previous != NULL && entry->hash != NULL &&
         get_number (object, "seq", &entry->seq) && get_number (object, "at_us", &entry->at_us) &&
         get_number (object, "refers", &entry->refers);
}

/**
 * dwd_audit_entry_new_from_json:
 * @line: (array length=length): a line of an export, without its end; needs no NUL
 * @length: its bytes
 * @error: return location for %DWD_FAILURE_PROTOCOL
 *
 * Returns: (transfer full) (nullable): the entry, whether or not its hash is right
 */
DwdAuditEntry *
dwd_audit_entry_new_from_json (const char *line,
                               gsize       length,
                               GError    **error)
{
  g_autoptr (DwdAuditEntry) entry = dwd_audit_entry_new ();
  g_autofree char *written = NULL;
  DwdJsonSpan object;

  if (!dwd_json_scan_value (line, length, &object, error))
    return NULL;
  if (object.type == DWD_JSON_OBJECT && read_members (entry, &object))
    written = dwd_audit_entry_to_json (entry);
  if (written == NULL || !is_same (line, length, written))
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "The line is no entry of an audit log");
      return NULL;
    }
  return g_steal_pointer (&entry);
}

char *
dwd_audit_head_to_json (const DwdAuditHead *head)
{
  GString *out = g_string_new (NULL);

  append_number (out, "head", head->seq);
  append_text (out, "hash", head->hash);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

gboolean
dwd_audit_head_from_json (const char   *line,
                          gsize         length,
                          DwdAuditHead *head)
{
  g_autofree char *hash = NULL;
  g_autofree char *text = NULL;
  g_autofree char *written = NULL;
  DwdAuditHead read = { 0 };
  DwdJsonSpan object;

  if (!dwd_json_scan_value (line, length, &object, NULL) || object.type != DWD_JSON_OBJECT ||
      !get_number (&object, "head", &read.seq))
    return FALSE;

  hash = dup_text (&object, "hash");
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", read.seq, hash != NULL ? hash : "");
  if (!dwd_audit_head_parse (text, &read))
    return FALSE;
  written = dwd_audit_head_to_json (&read);
  if (!is_same (line, length, written))
    return FALSE;
  *head = read;
  return TRUE;
}

/**
 * dwd_audit_export_verify:
 * @text: (array length=length) (nullable): an export; needs no NUL
 * @length: its bytes
 * @verdict: (out caller-allocates): what was found
 */
void
dwd_audit_export_verify (const char      *text,
                         gsize            length,
                         DwdAuditVerdict *verdict)
{
  g_autoptr (DwdAuditVerifier) verifier = dwd_audit_verifier_new ();
  const char *end = NULL;
  gboolean has_head = FALSE;
  DwdAuditHead head = { 0 };

  if (text == NULL)
    text = "";
  end = text + length;
  while (text < end)
    {
      const char *newline = memchr (text, '\n', end - text);
      gsize line_length = (newline != NULL ? newline : end) - text;
      g_autoptr (DwdAuditEntry) entry = dwd_audit_entry_new_from_json (text, line_length, NULL);

      if (has_head || newline == NULL)
        dwd_audit_verifier_feed_unreadable (verifier);
      else if (entry != NULL)
        dwd_audit_verifier_feed (verifier, entry);
      else if (!(has_head = dwd_audit_head_from_json (text, line_length, &head)))
        dwd_audit_verifier_feed_unreadable (verifier);
      text += line_length + (newline != NULL ? 1 : 0);
    }

  /* An export is never without its last line: one that is has lost what follows, be it that line alone. */
  if (!has_head)
    head.seq = G_MAXINT64;
  dwd_audit_verifier_finish (verifier, &head, verdict);
}
