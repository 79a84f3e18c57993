/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-state-table.h"

static const char *
enum_nick (GType type,
           int   value)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  const GEnumValue *entry = g_enum_get_value ((GEnumClass *)klass, value);

  /* A registered static type keeps its values when the class is let go. */
  return entry != NULL ? entry->value_nick : "?";
}

/**
 * dwd_state_table_find:
 * @table: a table
 * @from: the present state
 * @event: what happened
 * @to: (out) (optional): the next state; untouched where nothing is declared
 *
 * Returns: whether the pair is declared.
 */
gboolean
dwd_state_table_find (const DwdStateTable *table,
                      int                  from,
                      int                  event,
                      int                 *to)
{
  g_return_val_if_fail (table != NULL, FALSE);

  for (gsize i = 0; i < table->n_rows; i++)
    {
      const DwdStateRow *row = &table->rows[i];

      if (row->from != from || row->event != event)
        continue;
      if (to != NULL)
        *to = row->to;
      return TRUE;
    }

  return FALSE;
}

/**
 * dwd_state_table_move:
 * @table: a table
 * @state: (inout): the state, changed when the pair is declared
 * @event: what happened
 *
 * The one place where a state changes. An undeclared pair is a defect of the caller: a critical,
 * and the state stays.
 *
 * Returns: whether the pair was declared.
 */
gboolean
dwd_state_table_move (const DwdStateTable *table,
                      int                 *state,
                      int                  event)
{
  int to;

  g_return_val_if_fail (table != NULL, FALSE);
  g_return_val_if_fail (state != NULL, FALSE);

  if (!dwd_state_table_find (table, *state, event, &to))
    {
      g_critical ("%s: %s has no way out by %s", table->name,
                  dwd_state_table_state_nick (table, *state),
                  dwd_state_table_event_nick (table, event));
      return FALSE;
    }

  g_debug ("%s: %s -> %s (%s)", table->name,
           dwd_state_table_state_nick (table, *state),
           dwd_state_table_state_nick (table, to),
           dwd_state_table_event_nick (table, event));
  *state = to;

  return TRUE;
}

const char *
dwd_state_table_state_nick (const DwdStateTable *table,
                            int                  state)
{
  g_return_val_if_fail (table != NULL, "?");

  return enum_nick (table->state_type (), state);
}

const char *
dwd_state_table_event_nick (const DwdStateTable *table,
                            int                  event)
{
  g_return_val_if_fail (table != NULL, "?");

  return enum_nick (table->event_type (), event);
}

/**
 * dwd_state_table_to_markdown:
 * @table: a table
 *
 * Returns: (transfer full): the table as docs/states.md shows it.
 */
char *
dwd_state_table_to_markdown (const DwdStateTable *table)
{
  GString *out;

  g_return_val_if_fail (table != NULL, NULL);

  out = g_string_new (NULL);
  g_string_append_printf (out, "## %s\n\n| from | event | to |\n|---|---|---|\n", table->name);
  for (gsize i = 0; i < table->n_rows; i++)
    {
      const DwdStateRow *row = &table->rows[i];

      g_string_append_printf (out, "| %s | %s | %s |\n",
                              dwd_state_table_state_nick (table, row->from),
                              dwd_state_table_event_nick (table, row->event),
                              dwd_state_table_state_nick (table, row->to));
    }

  return g_string_free (out, FALSE);
}
