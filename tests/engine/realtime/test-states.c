/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-realtime"

#include "config.h"

#include "realtime/dwd-realtime.h"

#include <string.h>

static GEnumClass *
ref_enum (GType ( *get_type ) (void))
{
  return g_type_class_ref (get_type ());
}

/* Every pair of a state and an event: declared ones lead where the table says, all others are refused. */
static void
test_all_pairs (void)
{
  GEnumClass *states = ref_enum (dwd_realtime_states.state_type);
  GEnumClass *events = ref_enum (dwd_realtime_states.event_type);
  gsize n_declared = 0;

  for (guint s = 0; s < states->n_values; s++)
    {
      for (guint e = 0; e < events->n_values; e++)
        {
          int from = states->values[s].value;
          int event = events->values[e].value;
          int state = from;
          int to = -1;

          if (dwd_state_table_find (&dwd_realtime_states, from, event, &to))
            {
              n_declared++;
              g_assert_true (dwd_state_table_move (&dwd_realtime_states, &state, event));
              g_assert_cmpint (state, ==, to);
              g_assert_nonnull (g_enum_get_value (states, to));
            }
          else
            {
              g_test_expect_message ("dwd-base", G_LOG_LEVEL_CRITICAL, "realtime: *");
              g_assert_false (dwd_state_table_move (&dwd_realtime_states, &state, event));
              g_test_assert_expected_messages ();
              g_assert_cmpint (state, ==, from);
            }
        }
    }

  /* A pair that is declared twice would be found once. */
  g_assert_cmpuint (n_declared, ==, dwd_realtime_states.n_rows);
  g_type_class_unref (states);
  g_type_class_unref (events);
}

static gboolean
is_reachable (int      state,
              gboolean seen[])
{
  for (gsize i = 0; i < dwd_realtime_states.n_rows; i++)
    {
      const DwdStateRow *row = &dwd_realtime_states.rows[i];

      if (row->to == state && seen[row->from])
        return TRUE;
    }

  return FALSE;
}

/* From idle every state can be reached, and one event leads back from each of them. */
static void
test_reachable (void)
{
  GEnumClass *states = ref_enum (dwd_realtime_states.state_type);
  GEnumClass *events = ref_enum (dwd_realtime_states.event_type);
  gboolean seen[DWD_REALTIME_REFUSED + 1] = { TRUE };
  int stop = g_enum_get_value_by_nick (events, "stop")->value;

  g_assert_cmpuint (states->n_values, ==, G_N_ELEMENTS (seen));
  for (guint round = 0; round < states->n_values; round++)
    {
      for (guint s = 0; s < states->n_values; s++)
        seen[s] = seen[s] || is_reachable ((int) s, seen);
    }

  for (guint s = 0; s < states->n_values; s++)
    {
      int to = -1;

      g_assert_true (seen[s]);
      g_assert_true (dwd_state_table_find (&dwd_realtime_states, (int) s, stop, &to) ==
                     (s != DWD_REALTIME_IDLE));
      if (s != DWD_REALTIME_IDLE)
        g_assert_cmpint (to, ==, DWD_REALTIME_IDLE);
    }

  g_type_class_unref (states);
  g_type_class_unref (events);
}

static void
test_documented (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("DWT_DOCS_DIR"), "states.md", NULL);
  g_autofree char *text = NULL;
  g_autofree char *table = dwd_state_table_to_markdown (&dwd_realtime_states);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  if (strstr (text, table) == NULL)
    g_error ("docs/states.md does not hold this table:\n%s", table);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/realtime/states/all-pairs", test_all_pairs);
  g_test_add_func ("/realtime/states/reachable", test_reachable);
  g_test_add_func ("/realtime/states/documented", test_documented);

  return g_test_run ();
}
