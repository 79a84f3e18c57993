/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "sync/dwd-collections.h"
#include "sync/dwd-sync-coordinator.h"

#define N_STATES (DWD_SYNC_SIGN_IN + 1)
#define N_EVENTS (DWD_SYNC_EVENT_REFUSED + 1)

/* The page that people read is what the table says. */
static void
test_documented (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "states.md", NULL);
  g_autofree char *page = NULL;
  g_autofree char *table = dwd_state_table_to_markdown (&dwd_sync_states);

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  if (strstr (page, table) == NULL)
    g_error ("docs/states.md should hold:\n%s", table);
}

/* Every pair is either declared, and leads to a state that exists, or refused. */
static void
test_all_pairs (void)
{
  gsize n_declared = 0;

  for (int state = 0; state < N_STATES; state++)
    {
      for (int event = 0; event < N_EVENTS; event++)
        {
          int to = -1;

          if (!dwd_state_table_find (&dwd_sync_states, state, event, &to))
            {
              g_assert_cmpint (to, ==, -1);
              continue;
            }
          n_declared += 1;
          g_assert_cmpint (to, >=, 0);
          g_assert_cmpint (to, <, N_STATES);
        }
    }

  g_assert_cmpuint (n_declared, ==, dwd_sync_states.n_rows);
}

/* From every state there is a way to stop, and a started link can always be lost and found. */
static void
test_no_trap (void)
{
  for (int state = 0; state < N_STATES; state++)
    {
      int to;

      if (state == DWD_SYNC_STOPPED)
        continue;
      g_assert_true (dwd_state_table_find (&dwd_sync_states, state, DWD_SYNC_EVENT_STOP, &to));
      g_assert_cmpint (to, ==, DWD_SYNC_STOPPED);
      if (state == DWD_SYNC_SIGN_IN)
        continue;
      g_assert_true (dwd_state_table_find (&dwd_sync_states, state, DWD_SYNC_EVENT_LOST, &to));
      g_assert_cmpint (to, ==, DWD_SYNC_OFFLINE);
      g_assert_true (dwd_state_table_find (&dwd_sync_states, state, DWD_SYNC_EVENT_DONE_LIVE, &to));
      g_assert_cmpint (to, ==, DWD_SYNC_LIVE);
    }
}

/* Each DocType that is kept is pulled exactly once a round. */
static void
test_collections (void)
{
  gsize n_collections;
  const DwdCollection *collections = dwd_collections_get (&n_collections);
  guint seen = 0;

  for (gsize i = 0; i < n_collections; i++)
    {
      guint bit = 1u << collections[i].doctype;

      g_assert_cmpuint (seen & bit, ==, 0);
      seen |= bit;
    }

  for (int doctype = DWD_DOCTYPE_UNKNOWN + 1; doctype < DWD_N_DOCTYPES; doctype++)
    g_assert_cmpuint (seen & (1u << doctype), !=, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/states/documented", test_documented);
  g_test_add_func ("/sync/states/all-pairs", test_all_pairs);
  g_test_add_func ("/sync/states/no-trap", test_no_trap);
  g_test_add_func ("/sync/collections", test_collections);

  return g_test_run ();
}
