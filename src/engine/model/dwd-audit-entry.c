/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-audit-entry.h"

static const char *const kind_names[] = {
  [DWD_AUDIT_UNKNOWN] = "unknown",
  [DWD_AUDIT_DECISION] = "decision",
  [DWD_AUDIT_TAKEN_BACK] = "taken_back",
  [DWD_AUDIT_PHI_READ] = "phi_read",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == DWD_N_AUDIT_KINDS);

static const char *const break_names[] = {
  [DWD_AUDIT_BREAK_NONE] = "none",
  [DWD_AUDIT_BREAK_GAP] = "gap",
  [DWD_AUDIT_BREAK_REORDERED] = "reordered",
  [DWD_AUDIT_BREAK_CHANGED] = "changed",
  [DWD_AUDIT_BREAK_UNLINKED] = "unlinked",
  [DWD_AUDIT_BREAK_CUT_OFF] = "cut_off",
  [DWD_AUDIT_BREAK_ADDED] = "added",
  [DWD_AUDIT_BREAK_NO_HEAD] = "no_head",
  [DWD_AUDIT_BREAK_UNREADABLE] = "unreadable",
};

DwdAuditEntry *
dwd_audit_entry_new (void)
{
  return g_new0 (DwdAuditEntry, 1);
}

DwdAuditEntry *
dwd_audit_entry_copy (const DwdAuditEntry *self)
{
  DwdAuditEntry *copy = g_memdup2 (self, sizeof *self);

  copy->actor = g_strdup (self->actor);
  copy->device = g_strdup (self->device);
  copy->doctype = g_strdup (self->doctype);
  copy->name = g_strdup (self->name);
  copy->body = g_strdup (self->body);
  copy->previous = g_strdup (self->previous);
  copy->hash = g_strdup (self->hash);
  return copy;
}

void
dwd_audit_entry_free (DwdAuditEntry *self)
{
  g_free (self->actor);
  g_free (self->device);
  g_free (self->doctype);
  g_free (self->name);
  g_free (self->body);
  g_free (self->previous);
  g_free (self->hash);
  g_free (self);
}

const char *
dwd_audit_kind_to_string (DwdAuditKind kind)
{
  return kind > DWD_AUDIT_UNKNOWN && kind < DWD_N_AUDIT_KINDS ? kind_names[kind] : kind_names[DWD_AUDIT_UNKNOWN];
}

DwdAuditKind
dwd_audit_kind_from_string (const char *name)
{
  for (int i = DWD_AUDIT_UNKNOWN + 1; i < DWD_N_AUDIT_KINDS; i++)
    if (g_strcmp0 (kind_names[i], name) == 0)
      return i;
  return DWD_AUDIT_UNKNOWN;
}

const char *
dwd_audit_break_to_string (DwdAuditBreak why)
{
  g_return_val_if_fail (why >= 0 && why < (int) G_N_ELEMENTS (break_names), NULL);

  return break_names[why];
}
