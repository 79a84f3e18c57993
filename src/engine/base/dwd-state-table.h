/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * DwdStateRow:
 *
 * One declared transition: in @from, @event leads to @to.
 */
typedef struct
{
  int from;
  int event;
  int to;
} DwdStateRow;

/**
 * DwdStateTable:
 *
 * The declared life of a thing. Static data; names come from the registered enum types, so that a
 * log line reads "realtime: CONNECTING -> OPEN (handshake)" and docs/states.md can be generated.
 */
typedef struct
{
  const char *name;
  GType (*state_type)(void);
  GType (*event_type)(void);
  const DwdStateRow *rows;
  gsize n_rows;
} DwdStateTable;

gboolean    dwd_state_table_find (const DwdStateTable *table,
                                  int                  from,
                                  int                  event,
                                  int                 *to);
gboolean    dwd_state_table_move (const DwdStateTable *table,
                                  int                 *state,
                                  int                  event);        /* logs; undeclared: critical */
const char *dwd_state_table_state_nick (const DwdStateTable *table,
                                        int                  state);
const char *dwd_state_table_event_nick (const DwdStateTable *table,
                                        int                  event);
char *dwd_state_table_to_markdown (const DwdStateTable *table);

G_END_DECLS
