/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_HISTORY_CREATED,
  DWD_HISTORY_STATUS,
  DWD_HISTORY_ASSIGNED,
  DWD_HISTORY_RESCHEDULED,
  DWD_HISTORY_EDITED,
} DwdHistoryKind;

#define DWD_TYPE_HISTORY_ENTRY (dwd_history_entry_get_type ())

/* One line of a record's history, newest first in lists. Immutable. */
G_DECLARE_FINAL_TYPE (DwdHistoryEntry, dwd_history_entry, DWD, HISTORY_ENTRY, GObject)

DwdHistoryEntry *dwd_history_entry_new (DwdHistoryKind kind,
                                        gint64 at_us,
                                        const char *who,
                                        const char *detail,
                                        gboolean pending);
DwdHistoryKind   dwd_history_entry_get_kind (DwdHistoryEntry *self);
gint64           dwd_history_entry_get_at (DwdHistoryEntry *self);
const char *dwd_history_entry_get_who (DwdHistoryEntry *self);            /* "" : unknown */
const char *dwd_history_entry_get_detail (DwdHistoryEntry *self);         /* a status, a name, a time */
gboolean         dwd_history_entry_get_pending (DwdHistoryEntry *self);   /* not on the server yet */

G_END_DECLS
