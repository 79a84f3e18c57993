/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-history-entry.h"

struct _DwdHistoryEntry
{
  GObject parent_instance;

  DwdHistoryKind kind;
  gint64 at_us;
  char *who;                /* (owned) */
  char *detail;             /* (owned) */
  gboolean pending;
};

G_DEFINE_FINAL_TYPE (DwdHistoryEntry, dwd_history_entry, G_TYPE_OBJECT)

static void
dwd_history_entry_finalize (GObject *object)
{
  DwdHistoryEntry *self = DWD_HISTORY_ENTRY (object);

  g_free (self->who);
  g_free (self->detail);

  G_OBJECT_CLASS (dwd_history_entry_parent_class)->finalize (object);
}

static void
dwd_history_entry_class_init (DwdHistoryEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_history_entry_finalize;
}

static void
dwd_history_entry_init (DwdHistoryEntry *self)
{
}

/**
 * dwd_history_entry_new:
 * @kind: what happened
 * @at_us: when, UTC µs
 * @who: (nullable): a person's name
 * @detail: (nullable): what it became: a status, a technician's name, a time
 * @pending: whether it still waits in the outbox
 *
 * Returns: (transfer full): a new entry
 */
DwdHistoryEntry *
dwd_history_entry_new (DwdHistoryKind kind,
                       gint64         at_us,
                       const char    *who,
                       const char    *detail,
                       gboolean       pending)
{
  DwdHistoryEntry *self = g_object_new (DWD_TYPE_HISTORY_ENTRY, NULL);

  self->kind = kind;
  self->at_us = at_us;
  self->who = g_strdup (who != NULL ? who : "");
  self->detail = g_strdup (detail != NULL ? detail : "");
  self->pending = pending;

  return self;
}

DwdHistoryKind
dwd_history_entry_get_kind (DwdHistoryEntry *self)
{
  g_return_val_if_fail (DWD_IS_HISTORY_ENTRY (self), DWD_HISTORY_EDITED);

  return self->kind;
}

gint64
dwd_history_entry_get_at (DwdHistoryEntry *self)
{
  g_return_val_if_fail (DWD_IS_HISTORY_ENTRY (self), DWD_TIME_NONE);

  return self->at_us;
}

const char *
dwd_history_entry_get_who (DwdHistoryEntry *self)
{
  g_return_val_if_fail (DWD_IS_HISTORY_ENTRY (self), "");

  return self->who;
}

const char *
dwd_history_entry_get_detail (DwdHistoryEntry *self)
{
  g_return_val_if_fail (DWD_IS_HISTORY_ENTRY (self), "");

  return self->detail;
}

gboolean
dwd_history_entry_get_pending (DwdHistoryEntry *self)
{
  g_return_val_if_fail (DWD_IS_HISTORY_ENTRY (self), FALSE);

  return self->pending;
}
