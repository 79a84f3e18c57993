/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-audit"

#include "config.h"

#include "dwd-audit-chain.h"

#include <string.h>

#define FORM "dartwing-audit-1"

struct _DwdAuditVerifier
{
  DwdAuditVerdict verdict;
};

G_STATIC_ASSERT (sizeof DWD_AUDIT_GENESIS == DWD_AUDIT_HASH_LENGTH + 1);

static void
append_text (GString    *out,
             const char *text)
{
  gsize length = strlen (text);

  g_string_append_printf (out, "%" G_GSIZE_FORMAT ":", length);
  g_string_append_len (out, text, length);
  g_string_append_c (out, ',');
}

static void
append_number (GString *out,
               gint64   number)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, number);
  append_text (out, text);
}

/**
 * dwd_audit_chain_canonical:
 * @entry: an entry with its seq and previous hash
 *
 * Returns: (transfer full): the bytes that are hashed
 */
GBytes *
dwd_audit_chain_canonical (const DwdAuditEntry *entry)
{
  GString *out = g_string_new (NULL);

  append_text (out, FORM);
  append_text (out, entry->previous);
  append_number (out, entry->seq);
  append_number (out, entry->at_us);
  append_text (out, dwd_audit_kind_to_string (entry->kind));
  append_text (out, entry->actor);
  append_text (out, entry->device);
  append_text (out, entry->doctype);
  append_text (out, entry->name);
  append_number (out, entry->refers);
  append_text (out, entry->body);
  return g_string_free_to_bytes (out);
}

/**
 * dwd_audit_chain_hash:
 * @entry: an entry with its seq and previous hash
 *
 * Returns: (transfer full): the hash that it should have
 */
char *
dwd_audit_chain_hash (const DwdAuditEntry *entry)
{
  g_autoptr (GBytes) bytes = dwd_audit_chain_canonical (entry);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

void
dwd_audit_chain_link (DwdAuditEntry *entry,
                      gint64         seq,
                      const char    *previous)
{
  entry->seq = seq;
  g_free (entry->previous);
  entry->previous = g_strdup (previous);
  g_free (entry->hash);
  entry->hash = dwd_audit_chain_hash (entry);
}

/* --- the head ---------------------------------------------------------------------------------- */

gboolean
dwd_audit_head_parse (const char   *text,
                      DwdAuditHead *head)
{
  const char *space = text != NULL ? strchr (text, ' ') : NULL;
  g_autofree char *number = space != NULL ? g_strndup (text, space - text) : NULL;
  guint64 seq = 0;

  if (space == NULL || !g_ascii_string_to_unsigned (number, 10, 0, G_MAXINT64, &seq, NULL) ||
      strlen (space + 1) != DWD_AUDIT_HASH_LENGTH ||
      strspn (space + 1, "0123456789abcdef") != DWD_AUDIT_HASH_LENGTH)
    return FALSE;

  head->seq = (gint64) seq;
  memcpy (head->hash, space + 1, sizeof head->hash);
  return TRUE;
}

char *
dwd_audit_head_to_string (const DwdAuditHead *head)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", head->seq, head->hash);
}

/* --- verification ------------------------------------------------------------------------------ */

DwdAuditVerifier *
dwd_audit_verifier_new (void)
{
  DwdAuditVerifier *self = g_new0 (DwdAuditVerifier, 1);

  memcpy (self->verdict.hash, DWD_AUDIT_GENESIS, sizeof self->verdict.hash);
  return self;
}

void
dwd_audit_verifier_free (DwdAuditVerifier *self)
{
  g_free (self);
}

static void
set_break (DwdAuditVerifier *self,
           DwdAuditBreak     why,
           gint64            seq)
{
  self->verdict.why = why;
  self->verdict.seq = seq;
}

static gint64
get_expected (DwdAuditVerifier *self)
{
  return self->verdict.n_entries + 1;
}

/**
 * dwd_audit_verifier_feed:
 * @self: a verifier
 * @entry: the next entry
 *
 * After a break it only looks whether what was missing turns up later: then it is not gone but moved.
 */
void
dwd_audit_verifier_feed (DwdAuditVerifier    *self,
                         const DwdAuditEntry *entry)
{
  DwdAuditVerdict *verdict = &self->verdict;
  g_autofree char *hash = NULL;

  if (verdict->why != DWD_AUDIT_BREAK_NONE)
    {
      if (verdict->why == DWD_AUDIT_BREAK_GAP && entry->seq == verdict->seq)
        verdict->why = DWD_AUDIT_BREAK_REORDERED;
      return;
    }

  hash = dwd_audit_chain_hash (entry);
  if (entry->seq > get_expected (self))
    set_break (self, DWD_AUDIT_BREAK_GAP, get_expected (self));
  else if (entry->seq < get_expected (self))
    set_break (self, DWD_AUDIT_BREAK_REORDERED, entry->seq);
  else if (!g_str_equal (entry->hash, hash))
    set_break (self, DWD_AUDIT_BREAK_CHANGED, entry->seq);
  else if (!g_str_equal (entry->previous, verdict->hash))
    set_break (self, DWD_AUDIT_BREAK_UNLINKED, entry->seq);
  else
    {
      verdict->n_entries++;
      memcpy (verdict->hash, hash, sizeof verdict->hash);
    }
}

void
dwd_audit_verifier_feed_unreadable (DwdAuditVerifier *self)
{
  if (self->verdict.why == DWD_AUDIT_BREAK_NONE)
    set_break (self, DWD_AUDIT_BREAK_UNREADABLE, get_expected (self));
}

void
dwd_audit_verifier_finish (DwdAuditVerifier   *self,
                           const DwdAuditHead *head,
                           DwdAuditVerdict    *verdict)
{
  gint64 last = self->verdict.n_entries;

  if (self->verdict.why == DWD_AUDIT_BREAK_NONE)
    {
      if (head == NULL && last > 0)
        set_break (self, DWD_AUDIT_BREAK_NO_HEAD, last);
      else if (head != NULL && head->seq > last)
        set_break (self, DWD_AUDIT_BREAK_CUT_OFF, last + 1);
      else if (head != NULL && head->seq < last)
        set_break (self, DWD_AUDIT_BREAK_ADDED, head->seq + 1);
      else if (head != NULL && !g_str_equal (head->hash, self->verdict.hash))
        set_break (self, DWD_AUDIT_BREAK_CHANGED, last);
    }
  *verdict = self->verdict;
}
